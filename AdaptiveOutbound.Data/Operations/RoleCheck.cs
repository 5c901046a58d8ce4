using Npgsql;

namespace AdaptiveOutbound.Data.Operations;

/// <summary>Refuses a login that row-level security would not hold.</summary>
internal static class RoleCheck
{
    /// <summary>Looks at the login and at every role it can become.</summary>
    /// <exception cref="DatabaseUnavailableException">The server is too old, or the login is superuser, has BYPASSRLS, or owns a table of schema <c>outbound</c>.</exception>
    public static async Task VerifyAsync(NpgsqlDataSource app, CancellationToken cancellationToken)
    {
        await using var connection = await app.OpenConnectionAsync(cancellationToken);
        ServerVersion.Require(connection.PostgreSqlVersion);
        await using var command = new NpgsqlCommand(
            """
            select session_user::text,
                   bool_or(r.rolsuper),
                   bool_or(r.rolbypassrls),
                   exists (select from pg_class c join pg_namespace n on n.oid = c.relnamespace
                           where n.nspname = 'outbound' and c.relkind in ('r', 'p') and pg_has_role(session_user, c.relowner, 'member'))
            from pg_roles r
            where pg_has_role(session_user, r.oid, 'member')
            """, connection);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        var fault = reader.GetBoolean(1) ? "is a superuser"
            : reader.GetBoolean(2) ? "has BYPASSRLS"
            : reader.GetBoolean(3) ? "owns tables of the schema outbound" : null;
        if (fault is null) return;

        throw new DatabaseUnavailableException(
            $"The login {reader.GetString(0)} of ConnectionStrings__Outbound {fault}, so row-level security would not hold it: "
            + "use a login that is a member of outbound_app and nothing else.");
    }
}
