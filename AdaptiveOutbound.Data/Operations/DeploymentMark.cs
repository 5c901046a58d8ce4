using Npgsql;

namespace AdaptiveOutbound.Data.Operations;

/// <summary>Reads whose database this is, and refuses another environment's.</summary>
internal static class DeploymentMark
{
    /// <summary>The environment that the database belongs to; null when it is not marked yet.</summary>
    public static async Task<string?> ReadAsync(NpgsqlDataSource source, CancellationToken cancellationToken)
    {
        var rows = await source.QueryAsync("SELECT environment FROM outbound.deployment WHERE id = 1", r => r.GetString(0), cancellationToken);
        return rows.Count == 0 ? null : rows[0];
    }

    /// <summary>Looks before a command does anything, with a connection of its own. The roles need not be made yet.</summary>
    /// <param name="setting">Where the connection string comes from, such as <c>OutboundOwner</c>.</param>
    /// <exception cref="DatabaseUnavailableException">It is another environment's, its server is too old, or it cannot be reached.</exception>
    public static async Task RefuseOthersAsync(string connectionString, string setting, string environment, CancellationToken cancellationToken)
    {
        await using var connection = await FirstConnection.OpenAsync(connectionString, setting, "nothing was done", cancellationToken);
        ServerVersion.Require(connection.PostgreSqlVersion);
        // The owner's login may see the schema only as its group. A login that is in no group sees none, and does nothing here either.
        await connection.QueryAsync("SELECT set_config('role', rolname, false) FROM pg_roles WHERE rolname = 'outbound_owner' AND pg_has_role(oid, 'member')", r => r.GetString(0), cancellationToken);
        await RefuseOthersAsync(connection, environment, cancellationToken);
    }

    /// <summary>The same, with a connection of this source.</summary>
    /// <exception cref="DatabaseUnavailableException">It is another environment's.</exception>
    public static async Task RefuseOthersAsync(NpgsqlDataSource source, string environment, CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        await RefuseOthersAsync(connection, environment, cancellationToken);
    }

    /// <summary>Refuses to go on with this connection on another environment's database; an empty one is nobody's yet.</summary>
    /// <exception cref="DatabaseUnavailableException">It is another environment's.</exception>
    public static async Task RefuseOthersAsync(NpgsqlConnection connection, string environment, CancellationToken cancellationToken)
    {
        var isThere = (await connection.QueryAsync("SELECT to_regclass('outbound.deployment') IS NOT NULL", r => r.GetBoolean(0), cancellationToken))[0];
        var mark = isThere ? await connection.QueryAsync("SELECT environment FROM outbound.deployment WHERE id = 1", r => r.GetString(0), cancellationToken) : [];
        if (mark.Count > 0 && mark[0] != environment)
            throw new DatabaseUnavailableException($"This database belongs to the environment {mark[0]} and this process runs as {environment}: nothing was done. Set ASPNETCORE_ENVIRONMENT to {mark[0]}, or name the other database.");
    }
}
