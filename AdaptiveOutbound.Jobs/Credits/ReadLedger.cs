using AdaptiveOutbound.Data.Credits;
using AdaptiveOutbound.Data.Jobs;

namespace AdaptiveOutbound.Jobs.Credits;

/// <summary>Reads what a workspace was charged, what is held and what is in doubt.</summary>
internal sealed class ReadLedger(LedgerRows rows)
{
    /// <summary>Label of a schedule that is no more.</summary>
    public const string RemovedSchedule = "A schedule that was removed";

    /// <summary>Lines of a page and of an answer.</summary>
    public const int MostLines = 200;

    /// <summary>Lines of a file.</summary>
    public const int MostFileLines = 10_000;

    public async Task<LedgerView> ExecuteAsync(Guid workspaceId, LedgerGroup by, LedgerPeriod period, int mostLines, CancellationToken cancellationToken)
    {
        var scope = new LedgerScope(period.From, period.To, period.Today, JobHistory.LeastId(period.Begin), JobHistory.LeastId(period.End), mostLines);
        var read = await (by switch
        {
            LedgerGroup.Day => rows.ByDayAsync(workspaceId, scope, cancellationToken),
            LedgerGroup.Provider => rows.ByProviderAsync(workspaceId, scope, cancellationToken),
            LedgerGroup.Job => rows.ByJobAsync(workspaceId, scope, cancellationToken),
            LedgerGroup.User => rows.ByUserAsync(workspaceId, scope, cancellationToken),
            _ => rows.ByScheduleAsync(workspaceId, scope, cancellationToken),
        });
        var total = read.Single(row => row.Part == LedgerPart.Total);
        var others = read.SingleOrDefault(row => row.Part == LedgerPart.Others);
        var rest = read.Where(row => row.Part != LedgerPart.Total).Aggregate(LedgerSums.Of(total), (sums, row) => sums.Less(LedgerSums.Of(row)));
        return new(by, period.From, period.To, period.TimeZone, [.. read.Where(row => row.Part == LedgerPart.Line).Select(row => Line(by, row))],
            others is null ? null : new(others.Count, others.Calls, others.Reserved, others.Charged, others.Unknown, others.Free, others.Disputed), rest == LedgerSums.None ? null : rest, total.Count > LedgerRows.MostJobs, LedgerSums.Of(total));
    }

    private static LedgerViewLine Line(LedgerGroup by, LedgerRow row) => new(row.Key, (by, row.Key) switch
    {
        (LedgerGroup.User, null) => "Not known",
        (LedgerGroup.Schedule, null) => "Without a schedule",
        (LedgerGroup.Schedule, _) => row.Label ?? RemovedSchedule,
        _ => row.Label ?? row.Key ?? "",
    }, row.Calls, row.Reserved, row.Charged, row.Unknown, row.Free, row.Disputed);
}
