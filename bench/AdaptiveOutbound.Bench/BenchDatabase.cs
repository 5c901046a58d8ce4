using AdaptiveOutbound.Data.Operations;
using AdaptiveOutbound.Data.Operations.Embedded;
using AdaptiveOutbound.Jobs.Operations;

namespace AdaptiveOutbound.Bench;

/// <summary>An embedded cluster of the bench's own, with normal durability, in a temporary folder that goes with it.</summary>
internal sealed class BenchDatabase : IAsyncDisposable
{
    private readonly string _directory;
    private readonly EmbeddedCluster _cluster;
    private int _made;

    private BenchDatabase(string directory, EmbeddedCluster cluster) => (_directory, _cluster) = (directory, cluster);

    public static async Task<BenchDatabase> StartAsync(CancellationToken cancellationToken)
    {
        var directory = Directory.CreateTempSubdirectory("outbound-bench-").FullName;
        try
        {
            // As root the server runs under another account, which must pass this folder.
            if (!OperatingSystem.IsWindows())
                File.SetUnixFileMode(directory, File.GetUnixFileMode(directory) | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);
            var options = new EmbeddedOptions { Directory = Path.Combine(directory, "postgres") };
            return new(directory, await EmbeddedCluster.OpenAsync(options, TimeProvider.System, Console.Error.WriteLine, bootstrap: null, cancellationToken));
        }
        catch
        {
            Directory.Delete(directory, recursive: true);
            throw;
        }
    }

    /// <summary>The connection string of the superuser, for peers: they have no rows to guard.</summary>
    public string PeerConnection(string database) => _cluster.SuperuserConnection(database);

    /// <summary>An empty database with the product's schema.</summary>
    public async Task<(string Name, DatabaseConnections Connections)> CreateAsync(CancellationToken cancellationToken)
    {
        var name = $"bench{++_made}";
        await EmbeddedBootstrap.RunAsync(_cluster, name, cancellationToken);
        var connections = EmbeddedBootstrap.Connections(_cluster, name);
        await MigrateDatabase.ExecuteAsync(connections, "Development", TimeProvider.System, cancellationToken);
        return (name, connections);
    }

    public async ValueTask DisposeAsync()
    {
        await _cluster.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
    }
}
