using Npgsql;

namespace AdaptiveOutbound.Data.Operations.Backups;

/// <summary>An empty database beside ours, dropped at the end: a backup is tried in it.</summary>
internal sealed class ScratchDatabase : IAsyncDisposable
{
    private readonly string _maker;
    private readonly string _name;

    private ScratchDatabase(string maker, string name, string owner) => (_maker, _name, Owner) = (maker, name, owner);

    /// <summary>The owner's connection string to it.</summary>
    public string Owner { get; }

    /// <summary>Makes one; null where neither the administrator of an embedded cluster nor the owner's login may.</summary>
    public static async Task<ScratchDatabase?> CreateAsync(DatabaseConnections connections, CancellationToken cancellationToken)
    {
        var owner = connections.RequireOwner();
        var maker = new NpgsqlConnectionStringBuilder(connections.Administrator ?? owner) { Pooling = false, MaxAutoPrepare = 0, CommandTimeout = 120 };
        var name = $"outbound_verify_{Guid.NewGuid():N}"[..28];
        try
        {
            await RunAsync(maker.ConnectionString, $"CREATE DATABASE {name} OWNER outbound_owner", cancellationToken);
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.InsufficientPrivilege)
        {
            return null;
        }

        return new ScratchDatabase(maker.ConnectionString, name, new NpgsqlConnectionStringBuilder(owner) { Database = name }.ConnectionString);
    }

    public async ValueTask DisposeAsync() => await RunAsync(_maker, $"DROP DATABASE IF EXISTS {_name} WITH (FORCE)", CancellationToken.None);

    private static async Task RunAsync(string connectionString, string sql, CancellationToken cancellationToken)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync(cancellationToken);
        // The owner's login acts as its group by itself, and a right to make databases is the login's own.
        await connection.ExecuteAsync("SET ROLE NONE", cancellationToken);
        await connection.ExecuteAsync(sql, cancellationToken);
    }
}
