using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;
using AdaptiveOutbound.Tests.Support;

namespace AdaptiveOutbound.Tests.Monitoring;

/// <summary>A server whose lines on standard error are kept.</summary>
internal sealed class WatchedServer : IAsyncDisposable
{
    private readonly Process _process;
    private readonly ConcurrentQueue<string> _lines = new();
    private readonly TaskCompletionSource<Uri> _address = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private WatchedServer(Process process)
    {
        _process = process;
        process.ErrorDataReceived += (_, e) => Take(e.Data);
        process.BeginErrorReadLine();
    }

    public HttpClient Client { get; private init; } = null!;

    public IReadOnlyList<string> Lines => [.. _lines];

    /// <summary>The lines of the log that have this event.</summary>
    public IReadOnlyList<JsonElement> Events(int id) => [.. Lines.Select(line => JsonDocument.Parse(line).RootElement)
        .Where(line => line.TryGetProperty("eventId", out var eventId) && eventId.GetInt32() == id)];

    public static async Task<WatchedServer> StartAsync(OutboundProgram program, params string[] arguments)
    {
        var server = new WatchedServer(program.Start(["serve", .. arguments]));
        var address = await server._address.Task.WaitAsync(TimeSpan.FromMinutes(1));
        return new WatchedServer(server) { Client = new HttpClient { BaseAddress = address } };
    }

    private WatchedServer(WatchedServer started) => (_process, _lines) = (started._process, started._lines);

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        using (var kill = Process.Start("kill", ["-TERM", $"{_process.Id}"])) await kill.WaitForExitAsync();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private void Take(string? line)
    {
        if (line is null)
        {
            _address.TrySetException(new InvalidOperationException($"The server ended: {string.Join('\n', _lines)}"));
            return;
        }

        _lines.Enqueue(line);
        if (line.Split(' ').FirstOrDefault(word => word.StartsWith("http://127.0.0.1", StringComparison.Ordinal)) is { } address)
            _address.TrySetResult(new Uri(address.TrimEnd('.', ',')));
    }
}
