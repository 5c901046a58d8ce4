using AdaptiveOutbound.Data.Operations.Embedded;
using AdaptiveOutbound.Data.Operations;
using AdaptiveOutbound.Jobs.Operations;
using NUnit.Framework;
using Npgsql;

namespace AdaptiveOutbound.Tests.Support;

/// <summary>The throw-away PostgreSQL server of this run: started by the first test that needs it, removed after the last one.</summary>
internal static class TestCluster
{
    private const string Template = "outbound_template";
    private static readonly Lazy<TestDirectory> Directory = new(TestDirectory.Create);
    private static readonly Lazy<Task<EmbeddedCluster>> Running = new(StartAsync);

    /// <summary>Prepares the template that every test's database is copied from. It must leave no connection open.</summary>
    private static Func<DatabaseConnections, Task> Prepare { get; } =
        connections => MigrateDatabase.ExecuteAsync(connections, "Development", TimeProvider.System, CancellationToken.None);

    /// <summary>The server.</summary>
    public static Task<EmbeddedCluster> GetAsync() => Running.Value;

    /// <summary>A folder for a cluster of a test's own; what runs there is stopped and removed with the run.</summary>
    public static string NewDirectory() => Path.Combine(Directory.Value.Path, Guid.NewGuid().ToString("N")[..8]);

    /// <summary>Copies the template.</summary>
    public static async Task CopyTemplateAsync(string database)
    {
        var cluster = await GetAsync();
        await RunAsync(cluster, $"create database {RoleSql.Quote(database)} owner outbound_owner template {Template} strategy file_copy");
        await RunAsync(cluster, RoleSql.GrantDatabase(database));
    }

    /// <summary>Runs SQL as the superuser.</summary>
    public static async Task RunAsync(EmbeddedCluster cluster, string sql, string database = "postgres")
    {
        await using var connection = new NpgsqlConnection(cluster.SuperuserConnection(database));
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 300 };
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>Stops the server, if it was started, and removes all files of the run.</summary>
    public static async Task StopAsync()
    {
        if (Running.IsValueCreated) await (await Running.Value).DisposeAsync();
        if (Directory.IsValueCreated) await Directory.Value.RemoveAsync();
    }

    private static async Task<EmbeddedCluster> StartAsync()
    {
        await TestDirectory.RemoveAbandonedAsync();
        var options = new EmbeddedOptions { Directory = Path.Combine(Directory.Value.Path, "shared"), Unsafe = true };
        var cluster = await EmbeddedCluster.OpenAsync(
            options, TimeProvider.System, TestContext.Progress.WriteLine, (c, token) => EmbeddedBootstrap.RunAsync(c, Template, token), CancellationToken.None);
        var connections = EmbeddedBootstrap.Connections(cluster, Template);
        await Prepare(connections);
        foreach (var text in new[] { connections.App, connections.System, connections.RequireOwner() })
        {
            // A pooled connection to the template would stop PostgreSQL from copying it.
            await using var connection = new NpgsqlConnection(text);
            NpgsqlConnection.ClearPool(connection);
        }

        return cluster;
    }
}
