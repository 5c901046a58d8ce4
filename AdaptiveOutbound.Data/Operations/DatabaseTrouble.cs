using System.Net.Sockets;
using Npgsql;

namespace AdaptiveOutbound.Data.Operations;

/// <summary>Tells people what an error of the database means.</summary>
internal static class DatabaseTrouble
{
    private const string Settings = "Server, database, login and password are those of ConnectionStrings__Outbound, ConnectionStrings__OutboundSystem and ConnectionStrings__OutboundOwner.";

    /// <summary>One sentence that says what to do; null when the error is not the database's.</summary>
    public static string? Sentence(Exception error) => Find(error) switch
    {
        PostgresException { SqlState: PostgresErrorCodes.DiskFull } => "The disk that holds the database is full: free some space and start again.",
        PostgresException { SqlState: PostgresErrorCodes.TooManyConnections } => "The database takes no more connections: end other processes, or raise its max_connections.",
        PostgresException { SqlState: PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CannotConnectNow } => "The database is stopping or starting: try again in a moment.",
        PostgresException { SqlState: PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification or PostgresErrorCodes.InvalidCatalogName } e =>
            $"The server does not let this login in ({e.SqlState}: {e.MessageText}). {Settings}",
        PostgresException e => $"The database refused a statement ({e.SqlState}: {e.MessageText}): run the command again with --verbose to see which.",
        NpgsqlException e when IsUnreachable(e) => $"The database cannot be reached ({Reason(e)}): see that PostgreSQL runs, then try again; what was written before stays. {Settings}",
        NpgsqlException { InnerException: SocketException or IOException or TimeoutException } e =>
            $"The connection to the database broke ({e.InnerException!.Message}): check that it runs and try again; what was written stays.",
        NpgsqlException e => $"The database cannot be used: {e.Message}",
        _ => null,
    };

    /// <summary>Whether the database cannot be used at the moment. A statement that it refuses stays refused: trying again is no help then.</summary>
    public static bool IsAway(Exception error) => Find(error) switch
    {
        PostgresException e => e.IsTransient || e.SqlState[..2] is "08" or "53" or "57",
        NpgsqlException => true,
        _ => false,
    };

    /// <summary>The code that PostgreSQL gave; null when the error is not one of its own.</summary>
    public static string? StateOf(Exception error) => (Find(error) as PostgresException)?.SqlState;

    /// <summary>What PostgreSQL said.</summary>
    public static string? Text(Exception error) => (Find(error) as PostgresException)?.MessageText;

    /// <summary>Whether a value that must be the only one of its kind is there already.</summary>
    public static bool IsTaken(Exception error) => Find(error) is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation };

    /// <summary>Whether two transactions waited for each other, and this one was chosen to end: done again it goes through.</summary>
    public static bool IsDeadlock(Exception error) => Find(error) is PostgresException { SqlState: PostgresErrorCodes.DeadlockDetected };

    /// <summary>What the server or the network said, with the address.</summary>
    public static string Reason(NpgsqlException error) => error is not PostgresException && error.InnerException is { } inner && inner.Message != error.Message ? $"{error.Message}: {inner.Message}" : error.Message;

    // Else the connection broke while it was used. For a server that does not answer only the message tells them apart.
    private static bool IsUnreachable(NpgsqlException error) => error.Message.StartsWith("Failed to connect", StringComparison.Ordinal)
        || error.InnerException is SocketException { SocketErrorCode: SocketError.HostNotFound or SocketError.TryAgain or SocketError.NoData };

    // EF wraps what the database says, and what its connection does.
    private static NpgsqlException? Find(Exception? error)
    {
        for (; error is not null; error = error.InnerException)
            if (error is NpgsqlException found)
                return found;
        return null;
    }
}
