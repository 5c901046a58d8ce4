using System.Diagnostics;
using AdaptiveOutbound.Tests.Support;

namespace AdaptiveOutbound.Tests.Browser;

/// <summary>The program as <c>serve</c> runs it, with web and worker. Its address names localhost, which passkeys need.</summary>
internal sealed class ServedPages : IAsyncDisposable
{
    private readonly Process _process;
    private readonly Task _rest;

    private ServedPages(Process process, Uri address, string? setUp)
    {
        (_process, Address, SetUp) = (process, address, setUp);
        _rest = process.StandardError.ReadToEndAsync();
    }

    public Uri Address { get; }

    /// <summary>The link that makes the first user; null when there is one.</summary>
    public string? SetUp { get; }

    /// <summary>Starts it on a free port.</summary>
    /// <param name="roles">What it does.</param>
    /// <param name="nobody">Whether it is to print the set-up link.</param>
    public static async Task<ServedPages> StartAsync(OutboundProgram program, string roles = "web,worker", bool nobody = true)
    {
        var process = program.Start("serve", "--roles", roles, "--urls", "http://127.0.0.1:0");
        Uri? address = null;
        List<string> said = [];
        while (await process.StandardError.ReadLineAsync() is { } line)
        {
            said.Add(line);
            var link = line.Split(' ').FirstOrDefault(word => word.StartsWith("http://", StringComparison.Ordinal))?.TrimEnd('.');
            if (link is null) continue;
            address ??= new Uri(link.Replace("127.0.0.1", "localhost", StringComparison.Ordinal));
            if (!nobody) return new ServedPages(process, address, null);
            if (link.Contains("/setup", StringComparison.Ordinal)) return new ServedPages(process, address, new Uri(address, new Uri(link).PathAndQuery).ToString());
        }

        throw new InvalidOperationException($"The server ended: {string.Join('\n', said)}");
    }

    public async ValueTask DisposeAsync()
    {
        using (var kill = Process.Start("kill", ["-TERM", $"{_process.Id}"])) await kill.WaitForExitAsync();
        await _process.WaitForExitAsync();
        await _rest;
        _process.Dispose();
    }
}
