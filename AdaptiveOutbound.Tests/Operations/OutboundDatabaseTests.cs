using AdaptiveOutbound.Data.Operations.Embedded;
using AdaptiveOutbound.Data.Operations;
using AdaptiveOutbound.Tests.Support;
using NUnit.Framework;

namespace AdaptiveOutbound.Tests.Operations;

internal sealed class OutboundDatabaseTests
{
    [Test]
    public async Task Opens_the_embedded_database_in_the_configured_directory_and_leaves_nothing_running()
    {
        var directory = TestCluster.NewDirectory();
        var database = await OutboundDatabase.OpenAsync(new DatabaseOptions { Directory = directory }, TimeProvider.System, _ => { }, CancellationToken.None);

        await using var command = database.System.CreateCommand("select current_database() || ' ' || current_setting('application_name')");
        var answer = await command.ExecuteScalarAsync();
        await database.DisposeAsync();

        Assert.That((answer, database.IsEmbedded, database.Started), Is.EqualTo(((object)"outbound outbound-system", true, true)));
        Assert.That(ServerProcess.Read(new ClusterPaths(Path.Combine(directory, "postgres")).Data), Is.Null);
    }

    [Test]
    public async Task Opens_the_server_of_the_settings()
    {
        await using var test = await TestDatabase.CreateAsync();
        var options = new DatabaseOptions { Outbound = test.Connections.App, OutboundSystem = test.Connections.System };

        await using var database = await OutboundDatabase.OpenAsync(options, TimeProvider.System, _ => { }, CancellationToken.None);

        Assert.That((database.IsEmbedded, database.Connections.App, database.Connections.System), Is.EqualTo((false, test.Connections.App, test.Connections.System)));
    }

    [Test]
    public async Task Keeps_its_files_where_it_is_told()
    {
        var directory = await DataDirectory.ChooseAsync("here", TimeProvider.System, CancellationToken.None);

        Assert.That(directory, Is.EqualTo(Path.Combine(Environment.CurrentDirectory, "here")));
    }
}
