using System.Globalization;
using AdaptiveOutbound.Data.Audit;
using AdaptiveOutbound.Data.Credits;
using AdaptiveOutbound.Data.Jobs;
using AdaptiveOutbound.Data.Providers;
using AdaptiveOutbound.Jobs.Audit;
using AdaptiveOutbound.Jobs.Imports.Csv;
using AdaptiveOutbound.Jobs.Providers;

namespace AdaptiveOutbound.Jobs.Credits;

/// <summary>Writes the ledger question by question as CSV; a page of it is in memory at a time. The audit log says who got it: questions name people.</summary>
internal sealed class WriteLookups(LedgerLines lines, AuditRows audit)
{
    private const int PageLines = 2000;

    private static readonly string[] Header =
    [
        "asked_at", "settled_at", "provider", "endpoint", "question", "state", "credits_reserved", "credits_charged", "disputed", "error", "job_id", "user", "schedule_id", "lookup_id",
    ];

    private static readonly Dictionary<LookupState, string> States = new()
    {
        [LookupState.InFlight] = "in_flight", [LookupState.Matched] = "matched", [LookupState.NoMatch] = "no_match", [LookupState.Failed] = "failed", [LookupState.Unknown] = "unknown",
    };

    /// <summary>The name of the file; noted before the first byte is sent.</summary>
    public async Task<string> GrantAsync(Guid workspaceId, LedgerPeriod period, string by, CancellationToken cancellationToken)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"lookups-{period.From:yyyy-MM-dd}-{period.To:yyyy-MM-dd}.csv");
        await audit.AddAsync(workspaceId, AuditedStart.Line(by, AuditActions.LedgerDownloaded, "ledger", ("file", name)), cancellationToken);
        return name;
    }

    /// <summary>All that was asked of providers in these days, oldest first. The sandbox is none.</summary>
    public async Task ExecuteAsync(Guid workspaceId, LedgerPeriod period, Stream output, CancellationToken cancellationToken)
    {
        await using var writer = new CsvTableWriter(output);
        await writer.WriteAsync(Header, cancellationToken);
        var (after, until) = (JobHistory.LeastId(period.Begin), JobHistory.LeastId(period.End));
        while (true)
        {
            var page = await lines.PageAsync(workspaceId, after, until, PageLines, cancellationToken);
            foreach (var line in page.Where(line => line.Provider != SandboxProvider.ProviderName))
                await writer.WriteAsync(Cells(line), cancellationToken);
            await writer.FlushAsync(cancellationToken);
            if (page.Count < PageLines) return;
            after = page[^1].Id;
        }
    }

    private static string[] Cells(LedgerLine line) =>
    [
        Instant(line.AskedAt), line.SettledAt is { } settled ? Instant(settled) : "", line.Provider, line.Endpoint, line.Input, States[line.State],
        WriteLedger.Number(line.Reserved), WriteLedger.Number(line.Charged), line.Disputed ? "yes" : "no", line.ErrorCode ?? "", line.JobId.ToString(),
        line.User ?? "", line.ScheduleId?.ToString() ?? "", line.Id.ToString(),
    ];

    private static string Instant(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
