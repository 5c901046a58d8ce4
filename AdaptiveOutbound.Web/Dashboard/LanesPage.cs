using System.Globalization;
using AdaptiveOutbound.Data.Lanes;
using AdaptiveOutbound.Jobs.Lanes;
using Hangfire.Dashboard;
using Hangfire.Dashboard.Pages;

namespace AdaptiveOutbound.Web.Dashboard;

/// <summary>Reads the lanes before Hangfire writes the page, which it does without waiting for anything.</summary>
internal sealed class LanesDispatcher(IDashboardDispatcher page) : IDashboardDispatcher
{
    public static LanesDispatcher Create(string path)
    {
        var routes = new Hangfire.Dashboard.RouteCollection();
        routes.AddRazorPage(path, _ => new LanesPage());
        return new LanesDispatcher(routes.FindDispatcher(path).Item1);
    }

    public async Task Dispatch(DashboardContext context)
    {
        var http = context.GetHttpContext();
        http.Items[typeof(LanesView)] = await http.RequestServices.GetRequiredService<ReadLanes>().ExecuteAsync(http.RequestAborted);
        await page.Dispatch(context);
    }
}

/// <summary>Limits, lanes by their oldest wait, workers.</summary>
internal sealed class LanesPage : RazorPage
{
    public override void Execute()
    {
        var view = (LanesView)Context.GetHttpContext().Items[typeof(LanesView)]!;
        Layout = new LayoutPage("Lanes");
        var engine = view.Engine;
        WriteLiteral("<h1 class=\"page-header\">Lanes</h1><p>");
        Write($"{engine.Workers} workers with {engine.Slots} slots. {engine.ChunksProcessing} chunks run, {engine.ChunksQueued} are rung. "
            + $"{engine.LanesWaiting} lanes have due items, {Capped(engine.Backlog, LaneBoard.MostCountedInAll)} in all.");
        WriteLiteral("</p>");
        if (engine.Rests) WriteLiteral("<div class=\"alert alert-warning\"><strong>All work rests: the database was restored from a backup.</strong> Lanes, jobs and schedules are paused until an operator runs <code>./outbound jobs resume --all</code>, which first says what was spent since the backup.</div>");
        WriteLiteral("<h2>By oldest wait</h2>");
        if (view.Lanes.Count == 0 && engine.Rests)
            WriteLiteral("<div class=\"alert alert-info\">No lane has due items: unfinished work rests.</div>");
        else if (view.Lanes.Count == 0)
            WriteLiteral("<div class=\"alert alert-success\">Nothing waits.</div>");
        else
            Table(["Workspace", "Type", "Provider", "Backlog", "Oldest wait", "In flight", "Chunks", "Waits for"], view.Lanes.Select(l => Row(l, engine.Now)));
        WriteLiteral("<h2>Limits</h2><p>By key, which its fingerprint names, and endpoint. Workspaces that use the same key share its limit.</p>");
        if (view.Limits.Count == 0)
            WriteLiteral("<div class=\"alert alert-info\">No key has been used yet.</div>");
        else
            Table(["Key", "Endpoint", "A minute", "An hour", "A day", "Left now", "Last minute", "Blocked until"], view.Limits.Select(Row));
    }

    private static string[] Row(LaneFigures lane, DateTimeOffset now) =>
    [
        lane.WorkspaceSlug, lane.Type, lane.Provider.Length == 0 ? "none" : lane.Provider, Capped(lane.Backlog, LaneBoard.MostCounted), Wait(now - lane.Oldest), Number(lane.InFlight), Number(lane.Chunks),
        lane.Paused ? "paused" : lane.Reason is null ? "a free slot" : $"{lane.Reason} until {Time(lane.RestsUntil)}",
    ];

    private static string[] Row(LimitFigures limit) =>
    [
        limit.Fingerprint, limit.Endpoint, Limit(limit.MinuteLimit) + (limit.Learnt ? "" : " (not learnt yet)"), Limit(limit.HourLimit), Limit(limit.DayLimit), Limit(limit.Left), Number(limit.LastMinute),
        limit.BlockedUntil is null ? "" : Time(limit.BlockedUntil),
    ];

    private void Table(string[] heads, IEnumerable<string[]> rows)
    {
        WriteLiteral("<div class=\"table-responsive\"><table class=\"table table-hover\"><thead><tr>");
        Cells("th", heads);
        WriteLiteral("</tr></thead><tbody>");
        foreach (var row in rows)
        {
            WriteLiteral("<tr>");
            Cells("td", row);
            WriteLiteral("</tr>");
        }

        WriteLiteral("</tbody></table></div>");
    }

    private void Cells(string tag, string[] texts)
    {
        foreach (var text in texts)
        {
            WriteLiteral($"<{tag}>");
            Write(text);
            WriteLiteral($"</{tag}>");
        }
    }

    private static string Capped(int count, int most) => count >= most ? $"{Number(most)} or more" : Number(count);

    private static string Limit(int? limit) => limit is { } known ? Number(known) : "none";

    private static string Number(int number) => number.ToString("N0", CultureInfo.InvariantCulture);

    private static string Time(DateTimeOffset? at) => at is { } time ? $"{time.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC" : "";

    private static string Wait(TimeSpan wait) => wait.TotalHours >= 1 ? $"{(int)wait.TotalHours} h {wait.Minutes} min" : wait.TotalMinutes >= 1 ? $"{wait.Minutes} min {wait.Seconds} s" : $"{Math.Max(0, wait.TotalSeconds):0.0} s";
}
