using AdaptiveOutbound.Jobs.Keys;
using AdaptiveOutbound.Web.Access;
using AdaptiveOutbound.Web.Api;
using AdaptiveOutbound.Web.Dashboard;
using AdaptiveOutbound.Web.Monitoring;
using AdaptiveOutbound.Web.Pages.Parts;
using Microsoft.AspNetCore.Hosting.StaticWebAssets;

namespace AdaptiveOutbound.Web.Hosting;

/// <summary>The HTTP side of a server process: pages, API, health.</summary>
internal sealed class WebServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private WebServer(WebApplication app) => _app = app;

    /// <summary>Where it listens.</summary>
    public ICollection<string> Urls => _app.Urls;

    /// <summary>Path of the link that makes the first user; null once there is one.</summary>
    public string? SetUpPath { get; private init; }

    public static async Task<WebServer> StartAsync(OutboundHost host, ProcessMonitor monitor, string urls, ILoggerFactory logs, CancellationToken cancellationToken)
    {
        var app = Build(host, monitor, urls, logs);
        CookieRing.EnsureWorks(app.Services, host.Get<KeyRing>());
        await Listening.StartAsync(app, urls, cancellationToken);
        var nobody = await host.Get<Jobs.Members.Memberships>().NobodyAsync(cancellationToken);
        return new WebServer(app) { SetUpPath = nobody ? app.Services.GetRequiredService<SetUpLink>().Path : null };
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    private static WebApplication Build(OutboundHost host, ProcessMonitor monitor, string urls, ILoggerFactory logs)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions
        {
            ContentRootPath = AppContext.BaseDirectory, EnvironmentName = host.Settings.Environment, ApplicationName = typeof(WebServer).Assembly.GetName().Name,
        });
        builder.Services.AddSingleton(logs).AddSingleton(host).AddSingleton<IHostLifetime, NoSignals>();
        builder.Services.AddRouting().AddHttpContextAccessor();
        host.ShareWith(builder.Services);
        builder.Services.AddAccess(host);
        builder.Services.AddPages(host.Settings);
        builder.Services.AddOutboundApi(host.Settings);
        builder.Services.AddDashboard(host);
        StaticWebAssetsLoader.UseStaticWebAssets(builder.Environment, builder.Configuration); // in a checkout they lie beside the sources
        builder.WebHost.UseKestrelCore().UseUrls(urls).ConfigureKestrel(kestrel => kestrel.AddServerHeader = false);
        var app = builder.Build();
        RequestIds.Use(app, logs);
        app.UseTrustedProxies(host.Settings);
        // TLS ends before this process. That people come by https the setting says also where no proxy is listed that is believed.
        if (host.Settings.IsPublicHttps)
            app.Use((http, next) =>
            {
                http.Request.Scheme = Uri.UriSchemeHttps;
                return next(http);
            });
        OutboundApi.UseProblems(app, logs.CreateLogger("AdaptiveOutbound.Web.Api"));
        app.UsePageGuard();
        app.UseAssets();
        app.UseRouting();
        app.UseOutboundApi(host);
        app.UseAuthentication();
        app.UseAuthorization();
        app.UseAntiforgery();
        app.UseMetrics(monitor);
        OutboundApi.Map(app, host);
        app.MapDashboard(host.Settings);
        app.MapMetrics(host.Settings, monitor);
        app.MapRazorPages();
        app.MapHealth(host);
        return app;
    }
}
