using System.Globalization;
using AdaptiveOutbound.Jobs.Credits;
using AdaptiveOutbound.Web.Hosting;

namespace AdaptiveOutbound.Web.Api;

/// <summary><c>/api/v1/workspace/usage/…</c>: the ledger, as JSON and CSV, and how it compares with the providers' own counters.</summary>
internal static class LedgerApi
{
    private const string Tag = "Workspace";

    private static readonly QueryParameter By = new("by", "What the lines are; default day.", LedgerGroups.All);
    private static readonly QueryParameter From = new("from", "The first day, as 2026-11-26; default 29 days before the last one. At most 400 days.");
    private static readonly QueryParameter To = new("to", "The last day; default today. Days are those of the workspace's time zone.");

    public static void Map(IEndpointRouteBuilder api, OutboundHost host)
    {
        api.MapGet("/workspace/usage/ledger", (Delegate)((HttpContext http) => LedgerAsync(http, host)))
            .Says("getLedger", Tag, "The ledger: reserved, charged, unknown, free and disputed",
                "Lines, others and elsewhere add up to total. Of jobs, users and schedules the lines are those of jobs that were made in these days, with all that they have cost; at most 200 lines, and of the newest 100,000 jobs.")
            .Takes(By, From, To).Produces<LedgerView>().ProducesProblem(StatusCodes.Status422UnprocessableEntity);
        api.MapGet("/workspace/usage/ledger.csv", (Delegate)((HttpContext http) => LedgerCsvAsync(http, host)))
            .Says("downloadLedger", Tag, "The ledger as CSV", "The same lines, at most 10,000.")
            .Takes(By, From, To).Produces(StatusCodes.Status200OK, contentType: "text/csv").ProducesProblem(StatusCodes.Status422UnprocessableEntity);
        api.MapGet("/workspace/usage/lookups.csv", (Delegate)((HttpContext http) => LookupsCsvAsync(http, host)))
            .Says("downloadLookups", Tag, "Every question of the ledger as CSV", "One line per question that was asked of a provider in these days, oldest first, without its answer. The audit log says who got it.")
            .Takes(From, To).Produces(StatusCodes.Status200OK, contentType: "text/csv").ProducesProblem(StatusCodes.Status422UnprocessableEntity);
        api.MapGet("/workspace/usage/reconciliation", (Delegate)((HttpContext http) => ReconciliationAsync(http, host)))
            .Says("getReconciliation", Tag, "What was booked beside the provider's own counter",
                "The counter is read in the night after each day with use. result is first, matches, differs, rose (a new billing period or a top-up), other_key or not_told.")
            .Takes(From, To).Produces<ReconciliationView>().ProducesProblem(StatusCodes.Status422UnprocessableEntity);
    }

    private static async Task<IResult> LedgerAsync(HttpContext http, OutboundHost host)
    {
        var (by, period, problem) = await GroupAsync(http, host);
        return period is null ? problem! : ApiJson.Ok(await host.Get<ReadLedger>().ExecuteAsync(ApiAccess.CallerOf(http).WorkspaceId, by, period, ReadLedger.MostLines, http.RequestAborted));
    }

    private static async Task<IResult> LedgerCsvAsync(HttpContext http, OutboundHost host)
    {
        var (by, period, problem) = await GroupAsync(http, host);
        if (period is null) return problem!;
        var workspace = ApiAccess.CallerOf(http).WorkspaceId;
        return Results.Stream(stream => host.Get<WriteLedger>().ExecuteAsync(workspace, by, period, stream, http.RequestAborted), CsvDownload.ContentType, WriteLedger.NameOf(by, period));
    }

    private static async Task<IResult> LookupsCsvAsync(HttpContext http, OutboundHost host)
    {
        var (period, problem) = await PeriodAsync(http, host, "from", "to");
        if (period is null) return problem!;
        var (caller, write) = (ApiAccess.CallerOf(http), host.Get<WriteLookups>());
        var name = await write.GrantAsync(caller.WorkspaceId, period, caller.By, http.RequestAborted);
        return Results.Stream(stream => write.ExecuteAsync(caller.WorkspaceId, period, stream, http.RequestAborted), CsvDownload.ContentType, name);
    }

    private static async Task<IResult> ReconciliationAsync(HttpContext http, OutboundHost host)
    {
        var (period, problem) = await PeriodAsync(http, host, "from", "to");
        return period is null ? problem! : ApiJson.Ok(await host.Get<ReadReconciliation>().ExecuteAsync(ApiAccess.CallerOf(http).WorkspaceId, period, http.RequestAborted));
    }

    private static async Task<(LedgerGroup By, LedgerPeriod? Period, IResult? Problem)> GroupAsync(HttpContext http, OutboundHost host)
    {
        var name = (string?)http.Request.Query["by"];
        var (period, problem) = await PeriodAsync(http, host, "by", "from", "to");
        problem ??= ListQuery.Known("by", name, LedgerGroups.All);
        return problem is not null ? (default, null, problem) : (LedgerGroups.Parse(name) ?? LedgerGroup.Day, period, null);
    }

    private static async Task<(LedgerPeriod? Period, IResult? Problem)> PeriodAsync(HttpContext http, OutboundHost host, params string[] known)
    {
        if (ListQuery.Unknown(http.Request, known) is { } unknown) return (null, unknown);
        var (from, wrongFrom) = Day(http, "from");
        var (to, wrongTo) = Day(http, "to");
        if ((wrongFrom ?? wrongTo) is { } wrong) return (null, wrong);
        var (period, reason) = await host.Get<FindPeriod>().ExecuteAsync(ApiAccess.CallerOf(http).WorkspaceId, from, to, http.RequestAborted);
        return period is not null ? (period, null) : (null, reason is null ? Problem.NotFound("workspace") : Problem.Parameter("from", reason));
    }

    private static (DateOnly? Day, IResult? Problem) Day(HttpContext http, string name)
    {
        if ((string?)http.Request.Query[name] is not { } text) return (null, null);
        return DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            ? (day, null)
            : (null, Problem.Parameter(name, $"{name} is {text}: it must be a day such as 2026-11-26."));
    }
}
