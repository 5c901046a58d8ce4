using AdaptiveOutbound.Data.Operations.Embedded;
using Npgsql;

namespace AdaptiveOutbound.Data.Operations;

/// <summary>
/// The database of this installation: the embedded cluster, or the server that the settings name. Migrations are not run here:
/// whoever opens it runs them with <see cref="DatabaseConnections.Owner"/> before anything else.
/// </summary>
internal sealed class OutboundDatabase : IAsyncDisposable
{
    /// <summary>The database's name in the embedded cluster.</summary>
    public const string Name = "outbound";

    private readonly EmbeddedCluster? cluster;
    private readonly ClusterWatch? watch;

    private OutboundDatabase(DatabaseConnections connections, EmbeddedCluster? cluster, ClusterWatch? watch)
    {
        (this.cluster, this.watch) = (cluster, watch);
        Connections = connections;
        App = Source(connections.App, "outbound-app");
        System = Source(connections.System, "outbound-system");
    }

    /// <summary>The connection strings of the three roles.</summary>
    public DatabaseConnections Connections { get; }

    /// <summary>Pool of the app role.</summary>
    public NpgsqlDataSource App { get; }

    /// <summary>Pool of the system role.</summary>
    public NpgsqlDataSource System { get; }

    /// <summary>Whether the server is our own embedded one.</summary>
    public bool IsEmbedded => cluster is not null;

    /// <summary>Server and database, for people.</summary>
    public string Address
    {
        get
        {
            var server = new NpgsqlConnectionStringBuilder(Connections.App);
            return $"{server.Database} on {server.Host}:{server.Port}";
        }
    }

    /// <summary>Whether this call started the embedded server, rather than joining one.</summary>
    public bool Started => cluster?.Started == true;

    /// <summary>Starts, joins or adopts the embedded cluster, or uses the server of the settings.</summary>
    /// <param name="options">Which database.</param>
    /// <param name="clock">The clock for waiting.</param>
    /// <param name="progress">Told, in a sentence, what takes long.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="DatabaseUnavailableException">It cannot be used; the message says what to do.</exception>
    public static async Task<OutboundDatabase> OpenAsync(
        DatabaseOptions options, TimeProvider clock, Action<string> progress, CancellationToken cancellationToken)
    {
        var database = DatabaseConnections.FromSettings(options) is { } connections
            ? new OutboundDatabase(connections, null, null)
            : await OpenEmbeddedAsync(options, clock, progress, cancellationToken);
        try
        {
            if (options.CheckRole) await database.CheckRoleAsync(cancellationToken);
            return database;
        }
        catch
        {
            await database.DisposeAsync();
            throw;
        }
    }

    /// <summary>Refuses an app login that row-level security would not hold; run it again after migrations.</summary>
    public async Task CheckRoleAsync(CancellationToken cancellationToken)
    {
        try
        {
            await RoleCheck.VerifyAsync(App, cancellationToken);
        }
        catch (NpgsqlException e)
        {
            throw new DatabaseUnavailableException(
                $"The database {Address} cannot be used ({DatabaseTrouble.Reason(e)}): check the server and ConnectionStrings__Outbound.", e);
        }
    }

    /// <summary>Closes the pools and leaves the cluster; the last one out stops it.</summary>
    public async ValueTask DisposeAsync()
    {
        if (watch is not null) await watch.DisposeAsync(); // else it would start again what is stopped
        await App.DisposeAsync();
        await System.DisposeAsync();
        foreach (var text in new[] { Connections.App, Connections.System, Connections.Owner }.OfType<string>())
        {
            // Pools that others opened by the same strings, such as Hangfire's.
            await using var connection = new NpgsqlConnection(text);
            NpgsqlConnection.ClearPool(connection);
        }

        if (cluster is not null) await cluster.DisposeAsync();
    }

    // The name stands in traces, in place of the connection string.
    private static NpgsqlDataSource Source(string connectionString, string name) => new NpgsqlDataSourceBuilder(connectionString) { Name = name }.Build();

    private static async Task<OutboundDatabase> OpenEmbeddedAsync(
        DatabaseOptions options, TimeProvider clock, Action<string> progress, CancellationToken cancellationToken)
    {
        if (!options.AllowEmbedded)
            throw new DatabaseUnavailableException(
                "The embedded database is not for this environment: set ConnectionStrings__Outbound and ConnectionStrings__OutboundSystem.");

        var directory = await DataDirectory.ChooseAsync(options.Directory, clock, cancellationToken);
        var embedded = new EmbeddedOptions { Directory = Path.Combine(directory, "postgres") };
        var cluster = await EmbeddedCluster.OpenAsync(embedded, clock, progress, (c, token) => EmbeddedBootstrap.RunAsync(c, Name, token), cancellationToken);
        return new OutboundDatabase(EmbeddedBootstrap.Connections(cluster, Name), cluster, new ClusterWatch(cluster, clock, progress));
    }
}
