using AdaptiveOutbound.Data.Records;
using AdaptiveOutbound.Jobs.Providers;
using AdaptiveOutbound.Jobs.Providers.Apollo;

namespace AdaptiveOutbound.Web.Sandbox;

/// <summary>The provider <c>sandbox</c> with its server in this process: started on loopback by the first call, stopped with the host.</summary>
internal sealed class InProcessSandbox : IProvider, IAsyncDisposable
{
    private readonly Lazy<Task<(SandboxServer Server, SandboxProvider Provider)>> _running;

    public InProcessSandbox(ApolloOptions options, SandboxOptions sandbox, TimeProvider clock) => _running = new(() => StartAsync(options, sandbox, clock));

    public string Name => SandboxProvider.ProviderName;

    /// <summary>10, as of the API that it doubles.</summary>
    public int BulkSize => 10;

    public string EndpointOf(RecordKind kind, bool bulk) => ApolloRequests.EndpointOf(kind, bulk);

    public decimal MaxCredits(Question q, AskOptions o) => ApolloCredits.MaxOf(q.Kind, o);

    public async Task<CallResult> AskAsync(ProviderCall request, CancellationToken ct) =>
        await (await _running.Value.WaitAsync(ct)).Provider.AskAsync(request, ct);

    public async Task<KeyTest> TestKeyAsync(ApiKey key, CancellationToken ct) =>
        await (await _running.Value.WaitAsync(ct)).Provider.TestKeyAsync(key, ct);

    public async ValueTask DisposeAsync()
    {
        if (!_running.IsValueCreated) return;
        var (server, provider) = await _running.Value;
        provider.Dispose();
        await server.DisposeAsync();
    }

    private static async Task<(SandboxServer, SandboxProvider)> StartAsync(ApolloOptions options, SandboxOptions sandbox, TimeProvider clock)
    {
        var server = await SandboxServer.StartAsync(sandbox, clock, CancellationToken.None);
        return (server, new SandboxProvider(server.BaseUrl, options, clock));
    }
}
