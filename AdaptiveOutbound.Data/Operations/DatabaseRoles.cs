using Npgsql;

namespace AdaptiveOutbound.Data.Operations;

/// <summary>Makes roles, logins and the database on a server where we are superuser. May be repeated, and run by several at once.</summary>
internal static class DatabaseRoles
{
    /// <summary>Makes what is missing; passwords are set to the given ones.</summary>
    /// <param name="superuserConnection">To the database <c>postgres</c> of the server: all who call this meet at a lock there.</param>
    /// <param name="database">The database to make, owned by <c>outbound_owner</c>.</param>
    /// <param name="logins">Logins to make; none on a server whose administrator makes them.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task CreateAsync(
        string superuserConnection, string database, IReadOnlyList<DatabaseLogin> logins, CancellationToken cancellationToken)
    {
        await using var connection = new NpgsqlConnection(superuserConnection);
        await connection.OpenAsync(cancellationToken);
        // Held by the session: databases cannot be made in a transaction.
        await RunAsync(connection, "select pg_advisory_lock(hashtext('outbound.roles'))", cancellationToken);
        try
        {
            await RunAsync(connection, RoleSql.CreateGroups, cancellationToken);
            foreach (var login in logins) await RunAsync(connection, LoginSql(login), cancellationToken);

            if (!await ExistsAsync(connection, database, cancellationToken))
                await RunAsync(connection, $"create database {RoleSql.Quote(database)} owner outbound_owner", cancellationToken);
            await RunAsync(connection, RoleSql.GrantDatabase(database), cancellationToken);
        }
        finally
        {
            await RunAsync(connection, "select pg_advisory_unlock(hashtext('outbound.roles'))", CancellationToken.None);
        }
    }

    /// <summary>Whether all group roles, these logins and the database are there already.</summary>
    public static async Task<bool> AreCompleteAsync(
        string superuserConnection, string database, IReadOnlyList<DatabaseLogin> logins, CancellationToken cancellationToken)
    {
        await using var connection = new NpgsqlConnection(superuserConnection);
        await connection.OpenAsync(cancellationToken);
        string[] names = [.. RoleSql.Groups, .. logins.Select(login => login.Name)];
        await using var command = new NpgsqlCommand(
            """
            select (select count(*) from pg_roles where rolname = any($1)) = cardinality($1)
               and exists (select from pg_database d join pg_roles o on o.oid = d.datdba where d.datname = $2 and o.rolname = 'outbound_owner')
            """,
            connection) { Parameters = { new() { Value = names }, new() { Value = database } } };
        return (bool)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    /// <summary>The owner's login acts as the group role, so that what it makes belongs to the group.</summary>
    private static string LoginSql(DatabaseLogin login) =>
        $"""
        do $$ begin create role {login.Name} login; exception when duplicate_object or unique_violation then null; end $$;
        alter role {login.Name} login nosuperuser nobypassrls nocreatedb nocreaterole password {RoleSql.Literal(login.Password)};
        grant {login.Group} to {login.Name};
        {(login.Group == "outbound_owner" ? $"alter role {login.Name} set role = 'outbound_owner';" : "")}
        """;

    private static async Task<bool> ExistsAsync(NpgsqlConnection connection, string database, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("select exists (select from pg_database where datname = $1)", connection)
        {
            Parameters = { new() { Value = database } },
        };
        return (bool)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    private static async Task RunAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
