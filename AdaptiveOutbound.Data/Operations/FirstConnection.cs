using Npgsql;

namespace AdaptiveOutbound.Data.Operations;

/// <summary>The first connection of a command: where it fails, people are told which server, which setting, and that nothing was done.</summary>
internal static class FirstConnection
{
    /// <summary>Opens it; it is not pooled.</summary>
    /// <param name="setting">Where the connection string comes from, such as <c>OutboundOwner</c>.</param>
    /// <param name="notDone">Such as <c>nothing was migrated</c>.</param>
    /// <exception cref="DatabaseUnavailableException">It cannot be opened.</exception>
    public static async Task<NpgsqlConnection> OpenAsync(string connectionString, string setting, string notDone, CancellationToken cancellationToken)
    {
        var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false, MaxAutoPrepare = 0 }.ConnectionString);
        try
        {
            await connection.OpenAsync(cancellationToken);
            return connection;
        }
        catch (NpgsqlException e)
        {
            await connection.DisposeAsync();
            throw new DatabaseUnavailableException(Sentence(connectionString, setting, notDone, e), e);
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>What people are told.</summary>
    public static string Sentence(string connectionString, string setting, string notDone, NpgsqlException error)
    {
        var text = new NpgsqlConnectionStringBuilder(connectionString);
        var by = setting switch { "OutboundOwner" => "its owner", "OutboundSystem" => "the system's login", _ => "the app's login" };
        return $"The database {text.Database} on {text.Host}:{text.Port} cannot be used by {by} ({DatabaseTrouble.Reason(error)}): {notDone}. See that PostgreSQL runs and that ConnectionStrings__{setting} is right, then try again.";
    }
}
