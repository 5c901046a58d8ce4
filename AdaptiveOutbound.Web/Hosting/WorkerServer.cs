using AdaptiveOutbound.Web.Monitoring;

namespace AdaptiveOutbound.Web.Hosting;

/// <summary>The HTTP side of a process that only works: health and metrics, for whoever watches over it. No pages, no API, no sign-in.</summary>
internal sealed class WorkerServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private WorkerServer(WebApplication app) => _app = app;

    /// <summary>Where it listens.</summary>
    public ICollection<string> Urls => _app.Urls;

    public static async Task<WorkerServer> StartAsync(OutboundHost host, ProcessMonitor monitor, string urls, ILoggerFactory logs, CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { EnvironmentName = host.Settings.Environment });
        builder.Services.AddSingleton(logs).AddSingleton(host).AddSingleton<IHostLifetime, NoSignals>().AddRouting();
        builder.WebHost.UseKestrelCore().UseUrls(urls).ConfigureKestrel(kestrel => kestrel.AddServerHeader = false);
        var app = builder.Build();
        app.UseRouting();
        app.UseMetrics(monitor);
        app.MapHealth(host);
        app.MapMetrics(host.Settings, monitor);
        await Listening.StartAsync(app, urls, cancellationToken);
        return new WorkerServer(app);
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }
}
