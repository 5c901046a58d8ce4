using AdaptiveOutbound.Data.Workspaces;
using Npgsql;

namespace AdaptiveOutbound.Data.Providers;

/// <summary>A lookup as the history of a record shows it; without its answer, which stands in the record.</summary>
public sealed record PastLookup(Guid Id, string Provider, string Endpoint, LookupState State, decimal Credits, string? ErrorCode, Guid JobId, DateTimeOffset AskedAt, DateTimeOffset? SettledAt);

/// <summary>Reads what was asked before.</summary>
internal sealed class LookupHistory(NpgsqlDataSource app)
{
    // What is charged is known when the answer is; until then, and when it is never seen, what is reserved counts.
    private const string Newest = """
        SELECT id, provider, endpoint, state, CASE WHEN state IN (0, 4) THEN credits_reserved ELSE credits_charged END, error_code, job_id, asked_at, settled_at
          FROM outbound.provider_lookups WHERE workspace_id = $1 AND provider = ANY ($2) AND question = ANY ($3) ORDER BY id DESC LIMIT $4
        """;

    /// <summary>The newest lookups of these questions.</summary>
    public async Task<List<PastLookup>> ReadAsync(Guid workspaceId, string[] providers, byte[][] questions, int limit, CancellationToken cancellationToken)
    {
        await using var batch = await WorkspaceBatch.OpenAsync(app, workspaceId, cancellationToken);
        batch.Add(Newest, workspaceId, providers, questions, limit);
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        return await reader.ListAsync(r => new PastLookup(r.GetGuid(0), r.GetString(1), r.GetString(2), (LookupState)r.GetInt16(3), r.GetDecimal(4), r.Text(5), r.GetGuid(6),
            r.GetFieldValue<DateTimeOffset>(7), r.Nullable<DateTimeOffset>(8)), cancellationToken);
    }
}
