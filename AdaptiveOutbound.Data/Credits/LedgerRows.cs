using AdaptiveOutbound.Data.Workspaces;
using Npgsql;

namespace AdaptiveOutbound.Data.Credits;

/// <summary>What a line of a ledger stands for.</summary>
internal enum LedgerPart
{
    /// <summary>One day, provider, job, user or schedule.</summary>
    Line = 0,

    /// <summary>All further lines together.</summary>
    Others = 1,

    /// <summary>All that the days say, however it is grouped.</summary>
    Total = 2,
}

/// <summary>A line of a ledger. Credits are those of providers; the sandbox's count nowhere.</summary>
/// <param name="Key">A day, a name or an id; null of what has none.</param>
/// <param name="Label">A job's or schedule's name; null where the key says all.</param>
/// <param name="Count">Lines that it sums up; of the total: jobs that were looked at.</param>
/// <param name="Reserved">Credits that calls under way hold at this moment.</param>
/// <param name="Charged">Credits that count as spent.</param>
/// <param name="Unknown">Those of <paramref name="Charged"/> that were reserved for answers that were never seen.</param>
/// <param name="Free">Answers that cost nothing.</param>
/// <param name="Disputed">Answers whose price was not believed.</param>
internal sealed record LedgerRow(LedgerPart Part, string? Key, string? Label, long Count, long Calls, decimal Reserved, decimal Charged, decimal Unknown, long Free, long Disputed);

/// <summary>Which days and how many lines a ledger has.</summary>
/// <param name="Since">The least id of what was made in these days.</param>
/// <param name="Until">The least id of what was made after them.</param>
/// <param name="MostLines">Lines beyond these are summed up.</param>
internal sealed record LedgerScope(DateOnly From, DateOnly To, DateOnly Today, Guid Since, Guid Until, int MostLines)
{
    /// <summary>Whether today is one of them: then calls under way are, too.</summary>
    public bool Open => Today >= From && Today <= To;
}

/// <summary>
/// Sums up what was spent. All of one answer is read by one statement and so at one moment: its lines add up to what the days say, from
/// which budgets are reckoned too.
/// </summary>
internal sealed class LedgerRows(NpgsqlDataSource app)
{
    /// <summary>Jobs that are looked at, the newest first.</summary>
    public const int MostJobs = 100_000;

    private const string Held = "SELECT provider, job_id, credits_reserved held FROM outbound.provider_lookups WHERE $4 AND workspace_id = $1 AND state = 0 AND provider <> 'sandbox'";
    private const string Days = "outbound.usage_daily WHERE workspace_id = $1 AND day BETWEEN $2 AND $3 AND provider <> 'sandbox'";
    private const string Sums = "coalesce(sum(calls), 0)::bigint, coalesce(sum(held), 0), coalesce(sum(credits), 0), coalesce(sum(unknown_credits), 0), coalesce(sum(free), 0)::bigint, coalesce(sum(disputed), 0)::bigint";

    // Days are in the order of time, everything else by what it cost. $6 is the day on which calls under way stand.
    private static string OfDays(string key, string heldKey, string order) => $"""
        WITH held AS MATERIALIZED ({Held}),
        used AS (
            SELECT {key} AS key, calls, 0::numeric held, credits, unknown_credits, free, disputed FROM {Days}
            UNION ALL
            SELECT {heldKey}, 0, held, 0, 0, 0, 0 FROM held),
        line AS (SELECT key, sum(calls) calls, sum(held) held, sum(credits) credits, sum(unknown_credits) unknown_credits, sum(free) free, sum(disputed) disputed FROM used GROUP BY key),
        ranked AS (SELECT *, row_number() OVER (ORDER BY {order}, key) n FROM line)
        SELECT CASE WHEN n <= $5 THEN 0 ELSE 1 END part, CASE WHEN n <= $5 THEN n END n, CASE WHEN n <= $5 THEN key END, NULL, count(*), {Sums} FROM ranked GROUP BY 1, 2, 3
        UNION ALL
        SELECT 2, NULL, NULL, NULL, 0, {Sums} FROM line
         ORDER BY part, n
        """;

    internal static string ByDay { get; } = OfDays("to_char(day, 'YYYY-MM-DD')", "to_char($6::date, 'YYYY-MM-DD')", "key DESC");
    internal static string ByProvider { get; } = OfDays("provider", "provider", "credits DESC");

    /// <summary>$6 and $7: ids of the days' begin and end, $8 most jobs. A lane of the sandbox has no jobs that cost anything.</summary>
    private static string OfJobs(string key, string label, string join) => $"""
        WITH held AS MATERIALIZED ({Held}),
        seen AS MATERIALIZED (
            SELECT id, lane_id, name, created_by, schedule_id, calls, credits, unknown_credits, unknown, free, disputed FROM outbound.jobs
             WHERE workspace_id = $1 AND id >= $6 AND id < $7 ORDER BY id DESC LIMIT $8),
        used AS MATERIALIZED (
            SELECT {key} AS key, {label} AS label, j.calls, h.held, j.credits, j.unknown_credits, j.free, j.disputed
              FROM seen j LEFT JOIN (SELECT job_id, sum(held) held FROM held GROUP BY 1) h ON h.job_id = j.id {join}
             WHERE (j.calls > 0 OR j.credits > 0 OR j.unknown > 0 OR j.free > 0 OR h.held > 0)
               AND j.lane_id NOT IN (SELECT l.id FROM outbound.lanes l WHERE l.workspace_id = $1 AND l.provider = 'sandbox')),
        line AS (
            SELECT key, min(label) label, sum(calls) calls, sum(held) held, sum(credits) credits, sum(unknown_credits) unknown_credits, sum(free) free, sum(disputed) disputed
              FROM used GROUP BY key),
        ranked AS (SELECT *, row_number() OVER (ORDER BY credits DESC, calls DESC, key DESC NULLS LAST) n FROM line)
        SELECT CASE WHEN n <= $5 THEN 0 ELSE 1 END part, CASE WHEN n <= $5 THEN n END n, CASE WHEN n <= $5 THEN key END, CASE WHEN n <= $5 THEN label END, count(*), {Sums}
          FROM ranked GROUP BY 1, 2, 3, 4
        UNION ALL
        SELECT 2, NULL, NULL, NULL, (SELECT count(*) FROM seen), {Sums}
          FROM (SELECT calls, 0::numeric held, credits, unknown_credits, free, disputed FROM {Days} UNION ALL SELECT 0, held, 0, 0, 0, 0 FROM held) d
         ORDER BY part, n
        """;

    internal static string ByJob { get; } = OfJobs("j.id::text", "j.name", "");
    internal static string ByUser { get; } = OfJobs("j.created_by", "NULL::text", "");
    internal static string BySchedule { get; } = OfJobs("j.schedule_id::text", "s.name",
        "LEFT JOIN LATERAL (SELECT x.name FROM outbound.schedules x WHERE x.id = j.schedule_id OFFSET 0) s ON true");

    /// <summary>Of days, newest first.</summary>
    public Task<List<LedgerRow>> ByDayAsync(Guid workspaceId, LedgerScope scope, CancellationToken cancellationToken) => ReadAsync(ByDay, DayParameters(workspaceId, scope), workspaceId, cancellationToken);

    public Task<List<LedgerRow>> ByProviderAsync(Guid workspaceId, LedgerScope scope, CancellationToken cancellationToken) => ReadAsync(ByProvider, DayParameters(workspaceId, scope), workspaceId, cancellationToken);

    /// <summary>Of jobs that were made in these days, with all that they have cost.</summary>
    public Task<List<LedgerRow>> ByJobAsync(Guid workspaceId, LedgerScope scope, CancellationToken cancellationToken) => ReadAsync(ByJob, JobParameters(workspaceId, scope), workspaceId, cancellationToken);

    /// <summary>The same of those who asked for the jobs.</summary>
    public Task<List<LedgerRow>> ByUserAsync(Guid workspaceId, LedgerScope scope, CancellationToken cancellationToken) => ReadAsync(ByUser, JobParameters(workspaceId, scope), workspaceId, cancellationToken);

    /// <summary>The same of the schedules that made them.</summary>
    public Task<List<LedgerRow>> ByScheduleAsync(Guid workspaceId, LedgerScope scope, CancellationToken cancellationToken) => ReadAsync(BySchedule, JobParameters(workspaceId, scope), workspaceId, cancellationToken);

    internal static object?[] DayParameters(Guid workspaceId, LedgerScope scope) => [.. Shared(workspaceId, scope), scope.Today];

    internal static object?[] JobParameters(Guid workspaceId, LedgerScope scope) => [.. Shared(workspaceId, scope), scope.Since, scope.Until, MostJobs + 1];

    private static object?[] Shared(Guid workspaceId, LedgerScope scope) => [workspaceId, scope.From, scope.To, scope.Open, scope.MostLines];

    private async Task<List<LedgerRow>> ReadAsync(string sql, object?[] parameters, Guid workspaceId, CancellationToken cancellationToken)
    {
        await using var batch = await WorkspaceBatch.OpenAsync(app, workspaceId, cancellationToken, WorkspaceBatch.IndexedContext);
        batch.Add(sql, parameters);
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        return await reader.ListAsync(r => new LedgerRow((LedgerPart)r.GetInt32(0), r.Text(2), r.Text(3), r.GetInt64(4), r.GetInt64(5),
            r.GetDecimal(6), r.GetDecimal(7), r.GetDecimal(8), r.GetInt64(9), r.GetInt64(10)), cancellationToken);
    }
}
