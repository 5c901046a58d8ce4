using AdaptiveOutbound.Data.Operations;
using AdaptiveOutbound.Web.Api;

namespace AdaptiveOutbound.Web.Hosting;

/// <summary>The HTTP side of a server process. Health and the API; the pages are still to come.</summary>
internal sealed class WebServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private WebServer(WebApplication app) => _app = app;

    /// <summary>Where it listens.</summary>
    public ICollection<string> Urls => _app.Urls;

    public static async Task<WebServer> StartAsync(OutboundHost host, string urls, ILoggerFactory logs, CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddSingleton(logs);
        builder.Services.AddSingleton<IHostLifetime, NoSignals>();
        builder.Services.AddRoutingCore();
        builder.WebHost.UseKestrelCore().UseUrls(urls).ConfigureKestrel(kestrel => kestrel.AddServerHeader = false);
        var app = builder.Build();
        OutboundApi.UseProblems(app, logs.CreateLogger("AdaptiveOutbound.Web.Api"));
        app.UseRouting();
        OutboundApi.Map(app, host);
        app.MapGet("/health/live", () => Results.Text("live\n"));
        app.MapGet("/health/ready", (CancellationToken ct) => ReadyAsync(host.Database, ct));
        try
        {
            await app.StartAsync(cancellationToken);
        }
        catch (IOException e)
        {
            await app.DisposeAsync();
            throw new HostRefusedException($"Cannot listen on {urls}: {e.Message} Choose another address with --urls.");
        }

        return new WebServer(app);
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    private static async Task<IResult> ReadyAsync(OutboundDatabase database, CancellationToken cancellationToken)
    {
        try
        {
            var pending = await SchemaState.PendingAsync(database.App, cancellationToken);
            return pending.Count == 0 ? Results.Text("ready\n") : Results.Text("migrations pending\n", statusCode: 503);
        }
        catch (Exception e) when (DatabaseTrouble.Sentence(e) is not null)
        {
            return Results.Text("database unavailable\n", statusCode: 503);
        }
    }

    // The process belongs to the command, which hears the signals.
    private sealed class NoSignals : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
