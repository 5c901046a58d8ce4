using AdaptiveOutbound.Data.Providers;
using AdaptiveOutbound.Data.Workspaces;
using Npgsql;

namespace AdaptiveOutbound.Data.Credits;

/// <summary>One question of the ledger, without its answer.</summary>
/// <param name="Input">What was asked, readable.</param>
/// <param name="User">Who asked for the job; null also when the job was removed.</param>
internal sealed record LedgerLine(Guid Id, DateTimeOffset AskedAt, DateTimeOffset? SettledAt, string Provider, string Endpoint, string Input, LookupState State,
    decimal Reserved, decimal Charged, bool Disputed, string? ErrorCode, Guid JobId, string? User, Guid? ScheduleId);

/// <summary>Reads the ledger line by line, in the order in which it was written.</summary>
internal sealed class LedgerLines(NpgsqlDataSource app)
{
    // Job by job through the primary key: where statistics are old a join would read all jobs of all workspaces for a page.
    internal const string Page = """
        SELECT l.id, l.asked_at, l.settled_at, l.provider, l.endpoint, l.input, l.state, l.credits_reserved, l.credits_charged, l.disputed, l.error_code, l.job_id, j.created_by, j.schedule_id
          FROM (SELECT * FROM outbound.provider_lookups WHERE workspace_id = $1 AND id > $2 AND id < $3 AND asked_at > '-infinity'::timestamptz ORDER BY id LIMIT $4) l
          LEFT JOIN LATERAL (SELECT x.created_by, x.schedule_id FROM outbound.jobs x WHERE x.id = l.job_id OFFSET 0) j ON true
         ORDER BY l.id
        """;

    /// <summary>The next lines after <paramref name="after"/>, before <paramref name="until"/>; the sandbox's too.</summary>
    public async Task<List<LedgerLine>> PageAsync(Guid workspaceId, Guid after, Guid until, int most, CancellationToken cancellationToken)
    {
        await using var batch = await WorkspaceBatch.OpenAsync(app, workspaceId, cancellationToken, WorkspaceBatch.IndexedContext);
        batch.Add(Page, workspaceId, after, until, most);
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        return await reader.ListAsync(r => new LedgerLine(r.GetGuid(0), r.GetFieldValue<DateTimeOffset>(1), r.Nullable<DateTimeOffset>(2), r.GetString(3), r.GetString(4), r.GetString(5),
            (LookupState)r.GetInt16(6), r.GetDecimal(7), r.GetDecimal(8), r.GetBoolean(9), r.Text(10), r.GetGuid(11), r.Text(12), r.Nullable<Guid>(13)), cancellationToken);
    }
}
