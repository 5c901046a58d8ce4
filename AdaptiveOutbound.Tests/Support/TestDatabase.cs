using AdaptiveOutbound.Data.Operations;
using AdaptiveOutbound.Data.Operations.Embedded;
using Npgsql;

namespace AdaptiveOutbound.Tests.Support;

/// <summary>A database of a test's own: a copy of the prepared template, dropped at the end.</summary>
internal sealed class TestDatabase : IAsyncDisposable
{
    private readonly EmbeddedCluster cluster;

    private TestDatabase(EmbeddedCluster cluster, string name)
    {
        this.cluster = cluster;
        Name = name;
        Connections = EmbeddedBootstrap.Connections(cluster, name);
        App = NpgsqlDataSource.Create(Connections.App);
        System = NpgsqlDataSource.Create(Connections.System);
        // Tests fill tables with it, of a million rows too.
        Owner = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(Connections.RequireOwner()) { CommandTimeout = 300 }.ConnectionString);
    }

    /// <summary>The database's name.</summary>
    public string Name { get; }

    /// <summary>The connection strings of the three roles.</summary>
    public DatabaseConnections Connections { get; }

    /// <summary>Pool of the app role.</summary>
    public NpgsqlDataSource App { get; }

    /// <summary>Pool of the system role.</summary>
    public NpgsqlDataSource System { get; }

    /// <summary>Pool of the owner.</summary>
    public NpgsqlDataSource Owner { get; }

    /// <summary>Makes one.</summary>
    public static async Task<TestDatabase> CreateAsync()
    {
        var name = $"test_{Guid.NewGuid():N}";
        await TestCluster.CopyTemplateAsync(name);
        return new TestDatabase(await TestCluster.GetAsync(), name);
    }

    /// <summary>The connection string of the superuser.</summary>
    public string Superuser => cluster.SuperuserConnection(Name);

    /// <summary>Runs SQL as the superuser, past row-level security.</summary>
    public Task RunAsSuperuserAsync(string sql) => TestCluster.RunAsync(cluster, sql, Name);

    public async ValueTask DisposeAsync()
    {
        await App.DisposeAsync();
        await System.DisposeAsync();
        await Owner.DisposeAsync();
        foreach (var text in new[] { Connections.App, Connections.System, Connections.RequireOwner() })
        {
            // Pools that the product opened by the same strings.
            await using var connection = new NpgsqlConnection(text);
            NpgsqlConnection.ClearPool(connection);
        }

        await TestCluster.RunAsync(cluster, $"drop database if exists {RoleSql.Quote(Name)} with (force)");
    }
}
