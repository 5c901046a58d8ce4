using Npgsql;

namespace AdaptiveOutbound.Data.Operations.Embedded;

/// <summary>Connection strings to the embedded server, which listens on this machine only.</summary>
internal static class EmbeddedConnection
{
    /// <summary>The connection string of one login.</summary>
    public static string Text(int port, string user, string password, string database, bool pooling = true) =>
        new NpgsqlConnectionStringBuilder
        {
            Host = "127.0.0.1",
            Port = port,
            Username = user,
            Password = password,
            Database = database,
            SslMode = SslMode.Disable,
            GssEncryptionMode = GssEncryptionMode.Disable,
            Pooling = pooling,
        }.ConnectionString;
}
