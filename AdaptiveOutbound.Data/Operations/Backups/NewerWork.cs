using Npgsql;

namespace AdaptiveOutbound.Data.Operations.Backups;

/// <summary>What a database holds that a backup does not: a restore takes it away.</summary>
/// <param name="IsEmpty">Whether there is nobody's data at all.</param>
/// <param name="Jobs">Jobs that were made since.</param>
/// <param name="Records">Accounts and contacts that were made since.</param>
/// <param name="Users">People who were added since.</param>
internal sealed record NewerWork(bool IsEmpty, long Jobs, long Records, long Users)
{
    /// <summary>Looks at the database.</summary>
    public static async Task<NewerWork> ReadAsync(NpgsqlConnection connection, DateTimeOffset since, CancellationToken cancellationToken)
    {
        var tables = (await TableShape.ReadAsync(connection, cancellationToken)).Select(t => t.Name).ToHashSet(StringComparer.Ordinal);
        var isEmpty = await CountAsync("workspaces", null) + await CountAsync("users", null) == 0;
        return isEmpty ? new(true, 0, 0, 0) : new(false, await CountAsync("jobs", since), await CountAsync("accounts", since) + await CountAsync("contacts", since), await CountAsync("users", since));

        async Task<long> CountAsync(string table, DateTimeOffset? after) => !tables.Contains(table) ? 0 : (await connection.QueryAsync(
            $"SELECT count(*) FROM outbound.{table} WHERE $1::timestamptz IS NULL OR created_at > $1", r => r.GetInt64(0), cancellationToken, after?.ToUniversalTime()))[0];
    }
}
