using AdaptiveOutbound.Data.Operations.Embedded;
using AdaptiveOutbound.Data.Operations;
using AdaptiveOutbound.Jobs.Operations;
using AdaptiveOutbound.Tests.Support;
using NUnit.Framework;
using Npgsql;

namespace AdaptiveOutbound.Tests.Operations;

internal sealed class DatabaseUnavailableTests
{
    [Test]
    public async Task Says_what_to_install_when_there_is_no_PostgreSQL()
    {
        var error = await Assert.ThrowsAsync<DatabaseUnavailableException>(() => EmbeddedClusterTests.OpenAsync(TestCluster.NewDirectory(), default));

        Assert.That(error!.Message, Does.Contain("apt-get install postgresql").And.Contain("ConnectionStrings__Outbound"));
    }

    [Test]
    public async Task Names_the_version_that_the_kept_cluster_needs()
    {
        var directory = TestCluster.NewDirectory();
        var cluster = await EmbeddedClusterTests.OpenAsync(directory);
        await cluster.DisposeAsync();
        await File.WriteAllTextAsync(Path.Combine(cluster.Paths.Data, "PG_VERSION"), "9\n");

        var error = await Assert.ThrowsAsync<DatabaseUnavailableException>(() => EmbeddedClusterTests.OpenAsync(directory, BinarySources.System | BinarySources.Npm));

        Assert.That(error!.Message, Does.Contain("was made by PostgreSQL 9"));
    }

    [Test]
    [Platform(Exclude = "Win")]
    public async Task A_directory_of_our_own_is_entered_by_an_ordinary_user_and_refused_for_root_whose_server_is_somebody_else()
    {
        var closed = TestCluster.NewDirectory();
        ClusterPaths.MakeFolder(closed, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);

        if (!Environment.IsPrivilegedProcess)
        {
            await using var cluster = await EmbeddedClusterTests.OpenAsync(Path.Combine(closed, "postgres"));
            return;
        }

        var error = await Assert.ThrowsAsync<DatabaseUnavailableException>(() => EmbeddedClusterTests.OpenAsync(Path.Combine(closed, "postgres")));
        Assert.That(error!.Message, Does.StartWith("Directory not enterable").And.Contain("/var/lib/adaptive-outbound"));
    }

    [Test]
    public async Task Says_that_the_server_of_the_settings_does_not_answer()
    {
        const string nobody = "Host=127.0.0.1;Port=1;Database=outbound;Username=a;Password=secret;Timeout=2";
        var options = new DatabaseOptions { Outbound = nobody, OutboundSystem = nobody };

        var error = await Assert.ThrowsAsync<DatabaseUnavailableException>(() => OutboundDatabase.OpenAsync(options, TimeProvider.System, _ => { }, CancellationToken.None));

        Assert.That(error!.Message, Does.Contain("127.0.0.1:1").And.Contain("ConnectionStrings__Outbound").And.Not.Contain("secret"));
    }

    [TestCase("Port=1;Timeout=2", "127.0.0.1:1 cannot be used by its owner", "Connection refused")]
    [TestCase("Password=wrong", "cannot be used by its owner", "28P01")]
    [TestCase("Database=nowhere", "The database nowhere on ", "3D000")]
    [TestCase("Host=nowhere.invalid", "nowhere.invalid:", "cannot be used by its owner")]
    public async Task Migrating_names_the_server_the_setting_and_that_nothing_was_done(string change, string where, string why)
    {
        await using var database = await TestDatabase.CreateAsync();
        var owner = new NpgsqlConnectionStringBuilder($"{database.Connections.RequireOwner()};{change}").ConnectionString;

        var error = await Assert.ThrowsAsync<DatabaseUnavailableException>(() =>
            MigrateDatabase.ExecuteAsync(database.Connections with { Owner = owner }, "Development", TimeProvider.System, CancellationToken.None));

        Assert.That(error!.Message, Does.Contain(where).And.Contain(why).And.Contain("nothing was migrated").And.Contain("ConnectionStrings__OutboundOwner").And.Not.Contain("wrong"));
    }

    [TestCase("Port=1;Timeout=2", "The database cannot be reached (Failed to connect to 127.0.0.1:1: Connection refused)")]
    [TestCase("Password=wrong", "The server does not let this login in (28P01: ")]
    [TestCase("Database=nowhere", "The server does not let this login in (3D000: ")]
    [TestCase("Host=nowhere.invalid", "The database cannot be reached (")]
    public async Task A_connection_that_cannot_be_opened_is_told_with_its_settings(string change, string start)
    {
        await using var database = await TestDatabase.CreateAsync();
        await using var connection = new NpgsqlConnection($"{database.Connections.System};{change}");

        var error = await Assert.CatchAsync<NpgsqlException>(() => connection.OpenAsync());

        Assert.That(DatabaseTrouble.Sentence(error!), Does.StartWith(start).And.Contain("ConnectionStrings__OutboundSystem"));
    }

    [Test]
    public async Task Refuses_the_embedded_database_where_it_is_not_allowed()
    {
        var options = new DatabaseOptions { AllowEmbedded = false };

        var error = await Assert.ThrowsAsync<DatabaseUnavailableException>(() => OutboundDatabase.OpenAsync(options, TimeProvider.System, _ => { }, CancellationToken.None));

        Assert.That(error!.Message, Does.Contain("ConnectionStrings__OutboundSystem"));
    }
}
