using Npgsql;

namespace AdaptiveOutbound.Data.Operations;

/// <summary>Work that only the owner of the schema may do.</summary>
internal static class OwnerSession
{
    private const long MigrationLock = 7_801;

    /// <summary>The owner's connection string, acting as the group role, so that what it makes belongs to the group.</summary>
    public static string AsGroup(string ownerConnectionString) =>
        new NpgsqlConnectionStringBuilder(ownerConnectionString) { Options = "-c role=outbound_owner", Pooling = false }.ConnectionString;

    /// <summary>Runs <paramref name="work"/> while no other process migrates this database.</summary>
    public static async Task RunAsync(string ownerConnectionString, Func<NpgsqlConnection, Task> work, CancellationToken cancellationToken)
    {
        await using var connection = await FirstConnection.OpenAsync(AsGroup(ownerConnectionString), "OutboundOwner", "nothing was done", cancellationToken);
        await ExecuteAsync(connection, $"SELECT pg_advisory_lock({MigrationLock})", cancellationToken);
        await work(connection); // the lock goes with the connection, which is not pooled
    }

    public static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 600 };
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>The SQL that lets the system role use Hangfire's tables. May be repeated.</summary>
    public static string HangfireGrants(string schema) => $"""
        GRANT USAGE ON SCHEMA {schema} TO outbound_system;
        GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA {schema} TO outbound_system;
        GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA {schema} TO outbound_system;
        ALTER TABLE {schema}.jobqueue SET (autovacuum_vacuum_scale_factor = 0.02);
        ALTER TABLE {schema}.job SET (autovacuum_vacuum_scale_factor = 0.02);
        """;

    /// <summary>The SQL that stops on another environment's database.</summary>
    public static string RefuseOthers(string environment) => $"""
        DO $outbound$
        DECLARE
            mark text;
        BEGIN
            IF to_regclass('outbound.deployment') IS NOT NULL THEN
                SELECT environment INTO mark FROM outbound.deployment WHERE id = 1;
            END IF;
            IF mark <> {RoleSql.Literal(environment)} THEN
                RAISE EXCEPTION 'This database belongs to the environment %, and this script is for %: nothing was done.', mark, {RoleSql.Literal(environment)};
            END IF;
        END $outbound$;
        """;

    /// <summary>The SQL that marks whose database this is; a second environment is refused at start. May be repeated.</summary>
    public static string MarkEnvironment(string environment) =>
        $"INSERT INTO outbound.deployment (id, environment, created_at) VALUES (1, {RoleSql.Literal(environment)}, now()) ON CONFLICT (id) DO NOTHING";
}
