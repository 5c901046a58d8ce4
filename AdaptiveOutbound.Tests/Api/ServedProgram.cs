using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text.Json;
using AdaptiveOutbound.Tests.Support;

namespace AdaptiveOutbound.Tests.Api;

/// <summary>The program as <c>serve</c> runs it, and a client of its API.</summary>
internal sealed class ServedProgram : IAsyncDisposable
{
    private readonly Process _process;
    private readonly Task _read;

    private ServedProgram(Process process, Uri address)
    {
        (_process, Client) = (process, new HttpClient { BaseAddress = address });
        _read = process.StandardError.ReadToEndAsync();
    }

    public HttpClient Client { get; }

    /// <summary>Starts it on a free port, without a worker.</summary>
    public static async Task<ServedProgram> StartAsync(OutboundProgram program)
    {
        var process = program.Start("serve", "--roles", "web", "--urls", "http://127.0.0.1:0");
        while (await process.StandardError.ReadLineAsync() is { } line)
        {
            if (line.Split(' ').FirstOrDefault(word => word.StartsWith("http://", StringComparison.Ordinal)) is { } address)
                return new ServedProgram(process, new Uri(address.TrimEnd('.')));
        }

        throw new InvalidOperationException("The server ended.");
    }

    /// <summary>Sends a request with this token; null sends none.</summary>
    /// <param name="json">The body; null for none.</param>
    public async Task<ApiAnswer> SendAsync(string? token, HttpMethod method, string path, string? json = null)
    {
        using var request = new HttpRequestMessage(method, path);
        if (json is not null) request.Content = new StringContent(json, System.Text.Encoding.UTF8, "application/json");
        if (token is not null) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using var response = await Client.SendAsync(request);
        var body = await response.Content.ReadAsStringAsync();
        var type = response.Content.Headers.ContentType?.MediaType ?? "";
        return new ApiAnswer((int)response.StatusCode, type, body.Length > 0 && type.EndsWith("json", StringComparison.Ordinal) ? JsonDocument.Parse(body).RootElement : default, body);
    }

    /// <summary>Sends JSON.</summary>
    public async Task<ApiAnswer> SendJsonAsync(string? token, HttpMethod method, string path, string json, string? ifMatch = null)
    {
        using var request = new HttpRequestMessage(method, path) { Content = new StringContent(json, System.Text.Encoding.UTF8, "application/json") };
        if (token is not null) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        if (ifMatch is not null) request.Headers.TryAddWithoutValidation("If-Match", ifMatch);
        using var response = await Client.SendAsync(request);
        var body = await response.Content.ReadAsStringAsync();
        var type = response.Content.Headers.ContentType?.MediaType ?? "";
        return new ApiAnswer((int)response.StatusCode, type, body.Length > 0 && type.EndsWith("json", StringComparison.Ordinal) ? JsonDocument.Parse(body).RootElement : default, body);
    }

    public Task<ApiAnswer> GetAsync(string? token, string path) => SendAsync(token, HttpMethod.Get, path);

    public Task<ApiAnswer> PostAsync(string? token, string path, string? json = null) => SendAsync(token, HttpMethod.Post, path, json);

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        using (var kill = Process.Start("kill", ["-TERM", $"{_process.Id}"])) await kill.WaitForExitAsync();
        await _process.WaitForExitAsync();
        await _read;
        _process.Dispose();
    }
}

/// <summary>An answer of the API.</summary>
internal sealed record ApiAnswer(int Status, string Type, JsonElement Json, string Text)
{
    /// <summary>The stable code of a problem.</summary>
    public string? Code => Json.ValueKind == JsonValueKind.Object && Json.TryGetProperty("code", out var code) ? code.GetString() : null;
}
