using System.Net;
using Microsoft.AspNetCore.Http.Features;

namespace AdaptiveOutbound.Web.Sandbox;

/// <summary>The sandbox: an HTTP server on 127.0.0.1 that speaks Apollo's API over invented data. It writes no log.</summary>
public sealed class SandboxServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly SandboxKeys _keys;

    private SandboxServer(WebApplication app, SandboxCallLog calls, SandboxKeys keys)
    {
        (_app, _keys) = (app, keys);
        Calls = calls;
        var root = new Uri(app.Urls.Single());
        BaseUrl = new Uri(root, "/api/v1");
    }

    /// <summary>What stands in place of Apollo's base URL.</summary>
    public Uri BaseUrl { get; }

    /// <summary>Every call that arrived; also, summed up, at <c>GET /sandbox/calls</c>.</summary>
    public SandboxCallLog Calls { get; }

    /// <summary>Credits that a key has spent.</summary>
    public int Spent(string key) => _keys.Spent(key);

    /// <summary>Starts a server; it runs until it is disposed.</summary>
    public static async Task<SandboxServer> StartAsync(SandboxOptions options, TimeProvider clock, CancellationToken ct)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddSingleton<IHostLifetime, NoLifetime>();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Listen(IPAddress.Loopback, options.Port);
        });
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(1));
        var app = builder.Build();
        var (calls, keys) = (new SandboxCallLog(clock), new SandboxKeys());
        // It stands for somebody else's server: its answers are not this process's.
        app.Use((http, next) =>
        {
            if (http.Features.Get<IHttpMetricsTagsFeature>() is { } metrics) metrics.MetricsDisabled = true;
            return next(http);
        });
        app.Run(new SandboxApi(options, clock, calls, keys).HandleAsync);
        await app.StartAsync(ct);
        return new SandboxServer(app, calls, keys);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    // The process belongs to its host: the sandbox listens to no signal.
    private sealed class NoLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
