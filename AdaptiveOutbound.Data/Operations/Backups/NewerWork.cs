using Npgsql;

namespace AdaptiveOutbound.Data.Operations.Backups;

/// <summary>What a database holds that a backup does not: a restore takes it away.</summary>
/// <param name="IsEmpty">Whether there is nobody's data at all.</param>
/// <param name="Jobs">Jobs that were made since.</param>
/// <param name="Records">Accounts and contacts that were made since.</param>
/// <param name="Users">People who were added since.</param>
/// <param name="Paid">Answers that were asked and paid since.</param>
/// <param name="Credits">What they cost.</param>
internal sealed record NewerWork(bool IsEmpty, long Jobs, long Records, long Users, long Paid, decimal Credits)
{
    /// <summary>Looks at the database.</summary>
    public static async Task<NewerWork> ReadAsync(NpgsqlConnection connection, DateTimeOffset since, CancellationToken cancellationToken)
    {
        var tables = (await TableShape.ReadAsync(connection, cancellationToken)).Select(t => t.Name).ToHashSet(StringComparer.Ordinal);
        var isEmpty = await CountAsync("workspaces", null) + await CountAsync("users", null) == 0;
        if (isEmpty) return new(true, 0, 0, 0, 0, 0);
        var (paid, credits) = tables.Contains("provider_lookups") ? await PaidAsync(connection, since, cancellationToken) : default;
        return new(false, await CountAsync("jobs", since), await CountAsync("accounts", since) + await CountAsync("contacts", since), await CountAsync("users", since), paid, credits);

        async Task<long> CountAsync(string table, DateTimeOffset? after) => !tables.Contains(table) ? 0 : (await connection.QueryAsync(
            $"SELECT count(*) FROM outbound.{table} WHERE $1::timestamptz IS NULL OR created_at > $1", r => r.GetInt64(0), cancellationToken, after?.ToUniversalTime()))[0];
    }

    private static async Task<(long Paid, decimal Credits)> PaidAsync(NpgsqlConnection connection, DateTimeOffset since, CancellationToken cancellationToken) => (await connection.QueryAsync(
        "SELECT count(*), coalesce(sum(credits_charged), 0) FROM outbound.provider_lookups WHERE asked_at > $1 AND credits_charged > 0", r => (r.GetInt64(0), r.GetDecimal(1)), cancellationToken, since.ToUniversalTime()))[0];
}
