using AdaptiveOutbound.Data.Workspaces;
using Npgsql;

namespace AdaptiveOutbound.Data.Credits;

/// <summary>Reads what a workspace used. The sandbox's answers are invented: they are read apart and count in no figure.</summary>
internal sealed class UsageRows(NpgsqlDataSource app)
{
    /// <summary>The provider whose credits nobody pays.</summary>
    public const string Sandbox = "sandbox";

    /// <summary>Use per day and provider from one day to another, both included; oldest first.</summary>
    /// <param name="sandbox">The sandbox's instead of all others'.</param>
    public async Task<List<UsageDay>> ListAsync(Guid workspaceId, DateOnly from, DateOnly to, CancellationToken cancellationToken, bool sandbox = false)
    {
        await using var batch = await WorkspaceBatch.OpenAsync(app, workspaceId, cancellationToken);
        batch.Add("""
            SELECT provider, day, calls, lookups, matched, cache_hits, credits FROM outbound.usage_daily
             WHERE workspace_id = $1 AND day BETWEEN $2 AND $3 AND (provider = 'sandbox') = $4 ORDER BY day, provider
            """, workspaceId, from, to, sandbox);
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        return await reader.ListAsync(r => new UsageDay
        {
            WorkspaceId = workspaceId, Provider = r.GetString(0), Day = r.GetFieldValue<DateOnly>(1), Calls = r.GetInt32(2), Lookups = r.GetInt32(3),
            Matched = r.GetInt32(4), CacheHits = r.GetInt32(5), Credits = r.GetDecimal(6),
        }, cancellationToken);
    }
}
