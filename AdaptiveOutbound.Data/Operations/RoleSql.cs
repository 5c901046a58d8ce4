namespace AdaptiveOutbound.Data.Operations;

/// <summary>The SQL of roles and database: run by us where we may, printed for the administrator of a server where we may not.</summary>
internal static class RoleSql
{
    /// <summary>The group roles, none of which can log in.</summary>
    public static IReadOnlyList<string> Groups { get; } = ["outbound_owner", "outbound_app", "outbound_system"];

    /// <summary>Makes the group roles. May be repeated, and run by several at once: the last exception is what the loser of a race sees.</summary>
    public static string CreateGroups { get; } = string.Concat(Groups.Select(role =>
        $"""
        do $$ begin create role {role} nologin; exception when duplicate_object or unique_violation then null; end $$;

        """));

    /// <summary>What the group roles may do with a database that exists; temporary tables are what imports copy into.</summary>
    public static string GrantDatabase(string database) =>
        $"""
        alter database {Quote(database)} owner to outbound_owner;
        revoke all on database {Quote(database)} from public;
        grant connect, temporary on database {Quote(database)} to outbound_app, outbound_system;

        """;

    /// <summary>All of it as a script for the administrator of a server, with logins to fill in.</summary>
    public static string Script(string database) =>
        $"""
        -- AdaptiveOutbound: run once as an administrator of the server, in any database.
        {CreateGroups}
        -- One login for each role; choose the passwords. \gexec and other extras of psql are not needed.
        create role outbound_owner_login login password '...' in role outbound_owner;
        alter role outbound_owner_login set role = 'outbound_owner';
        create role outbound_app_login login password '...' in role outbound_app;
        create role outbound_system_login login password '...' in role outbound_system;

        create database {Quote(database)};
        -- Who is no superuser may give a database only to a role whose member they are: just for that.
        grant outbound_owner to current_user;
        {GrantDatabase(database)}revoke outbound_owner from current_user;

        """;

    /// <summary>An identifier in quotes.</summary>
    public static string Quote(string identifier) => $"\"{identifier.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    /// <summary>A string in quotes.</summary>
    public static string Literal(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";
}
