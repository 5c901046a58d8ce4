using Npgsql;

namespace AdaptiveOutbound.Data.Operations.Backups;

/// <summary>The owner's connection for work that reads or writes whole tables.</summary>
internal static class OwnerWork
{
    // What a row's text looks like must not depend on the login or the server.
    private const string Settings = """
        SET TimeZone = 'UTC'; SET DateStyle = 'ISO, YMD'; SET IntervalStyle = 'postgres'; SET extra_float_digits = 1; SET bytea_output = 'hex'; SET client_min_messages = warning;
        SET statement_timeout = 0; SET idle_in_transaction_session_timeout = 0
        """;

    /// <summary>Opens it, acting as the group role.</summary>
    /// <param name="notDone">What is not done when the server does not answer, such as <c>no backup was made</c>.</param>
    /// <exception cref="BackupException">The server does not answer.</exception>
    public static async Task<NpgsqlConnection> OpenAsync(string ownerConnectionString, string notDone, CancellationToken cancellationToken)
    {
        // A table of ten million rows takes longer than a statement of the product may.
        var text = new NpgsqlConnectionStringBuilder(OwnerSession.AsGroup(ownerConnectionString)) { CommandTimeout = 0, KeepAlive = 30, MaxAutoPrepare = 0 };
        var connection = new NpgsqlConnection(text.ConnectionString);
        try
        {
            await connection.OpenAsync(cancellationToken);
            await connection.ExecuteAsync(Settings, cancellationToken);
            return connection;
        }
        catch (NpgsqlException e)
        {
            await connection.DisposeAsync();
            throw new BackupException(FirstConnection.Sentence(text.ConnectionString, "OutboundOwner", notDone, e), e);
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>Major version of the server.</summary>
    public static async Task<int> MajorAsync(string ownerConnectionString, string notDone, CancellationToken cancellationToken)
    {
        await using var connection = await OpenAsync(ownerConnectionString, notDone, cancellationToken);
        return connection.PostgreSqlVersion.Major;
    }

    /// <summary>Migrations that the database has, in order; none where it has no schema.</summary>
    public static async Task<List<string>> MigrationsAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var exists = await connection.QueryAsync("SELECT to_regclass('outbound.\"__EFMigrationsHistory\"') IS NOT NULL", r => r.GetBoolean(0), cancellationToken);
        return exists[0]
            ? await connection.QueryAsync("SELECT migration_id FROM outbound.\"__EFMigrationsHistory\" ORDER BY migration_id COLLATE \"C\"", r => r.GetString(0), cancellationToken)
            : [];
    }
}
