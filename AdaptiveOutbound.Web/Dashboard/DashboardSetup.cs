using AdaptiveOutbound.Data.Lanes;
using AdaptiveOutbound.Jobs.Lanes;
using AdaptiveOutbound.Jobs.Operations;
using AdaptiveOutbound.Web.Access;
using AdaptiveOutbound.Web.Hosting;
using Hangfire;
using Hangfire.Common;
using Hangfire.Dashboard;

namespace AdaptiveOutbound.Web.Dashboard;

/// <summary>Hangfire's dashboard at <c>/hangfire</c>, for operators: with names that people read, and our page of lanes.</summary>
internal static class DashboardSetup
{
    private const string Path = "/hangfire";
    private const string LanesPath = "/lanes";
    private const string Policy = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
    private const int PollMilliseconds = 10_000; // each poll counts all of Hangfire's jobs by state

    /// <summary>What the dashboard asks of the server's container; all of it is the host's.</summary>
    public static IServiceCollection AddDashboard(this IServiceCollection services, OutboundHost host)
    {
        services.AddSingleton<IGlobalConfiguration>(GlobalConfiguration.Configuration).AddSingleton(host.Get<JobStorage>()).AddSingleton(DashboardRoutes.Routes);
        return services.AddSingleton<IBackgroundJobClient>(host.Get<IBackgroundJobClientV2>());
    }

    public static void MapDashboard(this WebApplication app, HostSettings settings)
    {
        AddPages();
        var readOnly = settings.DashboardReadOnly();
        app.MapHangfireDashboardWithAuthorizationPolicy(AccessServices.OperatorPolicy, Path, new DashboardOptions
        {
            Authorization = [], // the policy decides; the default lets in whoever asks from this machine
            AppPath = "/", DashboardTitle = "AdaptiveOutbound", DarkModeEnabled = true, DisplayStorageConnectionString = false,
            StatsPollingInterval = PollMilliseconds, IsReadOnlyFunc = _ => readOnly, DisplayNameFunc = NameOf,
        }).Add(endpoint => endpoint.RequestDelegate = WithPolicy(endpoint.RequestDelegate!));
    }

    private static RequestDelegate WithPolicy(RequestDelegate next) => http =>
    {
        http.Response.Headers.ContentSecurityPolicy = Policy;
        return next(http);
    };

    // Hangfire keeps routes, menu and metrics for the whole process: another server in it finds them there.
    private static void AddPages()
    {
        if (DashboardRoutes.Routes.FindDispatcher(LanesPath) is not null) return;
        DashboardRoutes.Routes.Add(LanesPath, LanesDispatcher.Create(LanesPath));
        NavigationMenu.Items.Add(page => new MenuItem("Lanes", page.Url.To(LanesPath)) { Active = page.RequestPath.StartsWith(LanesPath, StringComparison.Ordinal) });
        GlobalConfiguration.Configuration.UseJobDetailsRenderer(0, details => OurJobs.Of(details));
        GlobalConfiguration.Configuration.UseDashboardMetrics(DashboardMetrics.ServerCount, DashboardMetrics.EnqueuedAndQueueCount, DashboardMetrics.ProcessingCount,
            DashboardMetrics.ScheduledCount, DashboardMetrics.FailedCount);
    }

    /// <summary>"acme · enrich_accounts · apollo" of a chunk, for what Hangfire knows by an id only.</summary>
    private static string NameOf(DashboardContext context, Job job)
    {
        var board = context.GetHttpContext().RequestServices.GetRequiredService<LaneBoard>();
        var id = job.Args is [Guid first, ..] ? first : Guid.Empty;
        return job.Method.Name switch
        {
            nameof(ChunkJob.RunChunk) => board.NameOfChunk(id) ?? $"Chunk {id}",
            nameof(ChunkJob.WakeLane) => $"Wake {board.NameOfLane(id) ?? $"lane {id}"}",
            nameof(CleanupJob.CleanUp) => "Clean up old data",
            _ => job.ToString(),
        };
    }
}
