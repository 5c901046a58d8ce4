using System.Diagnostics;
using System.Text.Json;

namespace AdaptiveOutbound.Bench.Enrichment;

/// <summary>The double of Apollo's API in a process of its own: 20 ms an answer, no limit.</summary>
internal sealed class SandboxProcess : IDisposable
{
    private readonly Process _process;

    private SandboxProcess(Process process, Uri baseUrl) => (_process, BaseUrl) = (process, baseUrl);

    public Uri BaseUrl { get; }

    public static async Task<SandboxProcess> StartAsync(CancellationToken cancellationToken)
    {
        var process = ChildProcess.Start(ChildProcess.Ours("AdaptiveOutbound.Web.dll", "sandbox", "--latency", "20", "--limit", "0"));
        var address = await process.StandardOutput.ReadLineAsync(cancellationToken) ?? throw new InvalidOperationException("The sandbox did not start.");
        return new(process, new Uri(address));
    }

    /// <summary>All questions that ever arrived.</summary>
    public async Task<long> QuestionsAsync(CancellationToken cancellationToken)
    {
        using var client = new HttpClient();
        using var summary = JsonDocument.Parse(await client.GetStringAsync(new Uri(BaseUrl, "/sandbox/calls"), cancellationToken));
        return summary.RootElement.GetProperty("paths").EnumerateObject().Sum(path => path.Value.GetProperty("questions").GetInt64());
    }

    public void Dispose()
    {
        _process.Kill();
        _process.Dispose();
    }
}
