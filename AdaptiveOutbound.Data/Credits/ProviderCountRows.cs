using AdaptiveOutbound.Data.Lanes;
using AdaptiveOutbound.Data.Workspaces;
using Npgsql;

namespace AdaptiveOutbound.Data.Credits;

/// <summary>The statements of what providers' own counters said.</summary>
internal sealed class ProviderCountRows(NpgsqlDataSource app)
{
    private const string Columns = "provider, day, credits_left, booked, fingerprint, read_at";

    // What was booked is read when the counter has been: what is booked between the two was taken before.
    private const string Write = $"""
        INSERT INTO outbound.provider_counts (workspace_id, provider, day, credits_left, booked, fingerprint, read_at)
        SELECT $1, $2, $3, $4, (SELECT coalesce(sum(credits), 0) FROM outbound.usage_daily WHERE workspace_id = $1 AND provider = $2), $5, $6
        ON CONFLICT (workspace_id, provider, day) DO NOTHING RETURNING {Columns}
        """;

    private const string Before = $"SELECT {Columns} FROM outbound.provider_counts WHERE workspace_id = $1 AND provider = $2 AND day < $3 ORDER BY day DESC LIMIT 1";

    /// <summary>Notes what a counter said, and commits with it what follows from it and the one before. Nothing when the day has one.</summary>
    /// <param name="follows">Given the new count and the one before it, what is to be told.</param>
    /// <returns>Whether it was noted.</returns>
    public async Task<bool> AddAsync(Guid workspaceId, string provider, DateOnly day, decimal creditsLeft, string fingerprint, DateTimeOffset readAt,
        Func<ProviderCount, ProviderCount?, IBatchEffect?> follows, CancellationToken cancellationToken)
    {
        await using var transaction = await WorkspaceTransaction.OpenAsync(app, workspaceId, cancellationToken);
        var written = await transaction.Connection.QueryAsync(Write, Read(workspaceId), cancellationToken, workspaceId, provider, day, creditsLeft, fingerprint, readAt.ToUniversalTime());
        if (written.Count == 0)
            return false;
        var before = await transaction.Connection.QueryAsync(Before, Read(workspaceId), cancellationToken, workspaceId, provider, day);
        if (follows(written[0], before.SingleOrDefault()) is { } effect)
        {
            await using var batch = WorkspaceBatch.Within(transaction);
            await batch.Add(effect.Commands()).ExecuteAsync(cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
        return true;
    }

    /// <summary>The counts of these days, newest first, and the one before them.</summary>
    public async Task<List<ProviderCount>> ListAsync(Guid workspaceId, string provider, DateOnly from, DateOnly to, CancellationToken cancellationToken)
    {
        await using var batch = await WorkspaceBatch.OpenAsync(app, workspaceId, cancellationToken);
        batch.Add($"""
            (SELECT {Columns} FROM outbound.provider_counts WHERE workspace_id = $1 AND provider = $2 AND day BETWEEN $3 AND $4)
            UNION ALL
            ({Before}) ORDER BY day DESC
            """, workspaceId, provider, from, to);
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        return await reader.ListAsync(Read(workspaceId), cancellationToken);
    }

    /// <summary>The newest count, or null, and what is booked by now.</summary>
    public async Task<(ProviderCount? Last, decimal Booked)> LastAsync(Guid workspaceId, string provider, CancellationToken cancellationToken)
    {
        await using var transaction = await WorkspaceTransaction.OpenAsync(app, workspaceId, cancellationToken);
        var last = await transaction.Connection.QueryAsync(
            $"SELECT {Columns} FROM outbound.provider_counts WHERE workspace_id = $1 AND provider = $2 ORDER BY day DESC LIMIT 1", Read(workspaceId), cancellationToken, workspaceId, provider);
        var booked = await transaction.Connection.QueryAsync(
            "SELECT coalesce(sum(credits), 0) FROM outbound.usage_daily WHERE workspace_id = $1 AND provider = $2", r => r.GetDecimal(0), cancellationToken, workspaceId, provider);
        return (last.SingleOrDefault(), booked[0]);
    }

    private static Func<NpgsqlDataReader, ProviderCount> Read(Guid workspaceId) => r => new ProviderCount
    {
        WorkspaceId = workspaceId, Provider = r.GetString(0), Day = r.GetFieldValue<DateOnly>(1), CreditsLeft = r.GetDecimal(2),
        Booked = r.GetDecimal(3), Fingerprint = r.GetString(4), ReadAt = r.GetFieldValue<DateTimeOffset>(5),
    };
}
