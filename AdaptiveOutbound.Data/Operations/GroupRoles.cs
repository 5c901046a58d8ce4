using Npgsql;

namespace AdaptiveOutbound.Data.Operations;

/// <summary>The group roles on a server of one's own: made where the owner's login may, printed as SQL where it may not.</summary>
internal static class GroupRoles
{
    /// <summary>Makes sure that the group roles exist and that our logins are members of theirs.</summary>
    /// <exception cref="DatabaseUnavailableException">They do not, and this login may not make them; the message holds the SQL.</exception>
    public static async Task EnsureAsync(DatabaseConnections connections, CancellationToken cancellationToken)
    {
        var owner = new NpgsqlConnectionStringBuilder(connections.RequireOwner()) { Pooling = false };
        await using var connection = await FirstConnection.OpenAsync(owner.ConnectionString, "OutboundOwner", "nothing was migrated", cancellationToken);
        ServerVersion.Require(connection.PostgreSqlVersion);
        var logins = Logins(connections, owner);
        if (await AreReadyAsync(connection, logins, cancellationToken))
            return;
        try
        {
            await OwnerSession.ExecuteAsync(connection, RoleSql.CreateGroups, cancellationToken);
            foreach (var (group, login) in logins)
                await OwnerSession.ExecuteAsync(connection, $"GRANT {group} TO {RoleSql.Quote(login)}", cancellationToken);
            await OwnerSession.ExecuteAsync(connection, RoleSql.GrantDatabase(connection.Database), cancellationToken);
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.InsufficientPrivilege)
        {
            throw new DatabaseUnavailableException(
                $"The roles of this product are not complete and the login {owner.Username} may not make them: have an administrator run this, with passwords of your own, and try again.\n\n{RoleSql.Script(connection.Database)}", e);
        }
    }

    private static (string Group, string Login)[] Logins(DatabaseConnections connections, NpgsqlConnectionStringBuilder owner) =>
        [.. new[] { ("outbound_owner", owner.Username), ("outbound_app", UserOf(connections.App)), ("outbound_system", UserOf(connections.System)) }
            .Where(x => x.Item2 is not null).Select(x => (x.Item1, x.Item2!))];

    private static string? UserOf(string connectionString) => new NpgsqlConnectionStringBuilder(connectionString).Username;

    // A login that does not exist makes pg_has_role fail, so membership is looked up by name.
    private static async Task<bool> AreReadyAsync(NpgsqlConnection connection, (string Group, string Login)[] logins, CancellationToken cancellationToken)
    {
        foreach (var (group, login) in logins)
        {
            await using var command = new NpgsqlCommand("""
                SELECT EXISTS (SELECT FROM pg_roles g, pg_roles l WHERE g.rolname = $1 AND l.rolname = $2 AND pg_has_role(l.oid, g.oid, 'MEMBER'))
                """, connection) { Parameters = { new() { Value = group }, new() { Value = login } } };
            if (!(bool)(await command.ExecuteScalarAsync(cancellationToken))!)
                return false;
        }
        return true;
    }
}
