using AdaptiveOutbound.Data.Operations.Embedded;
using AdaptiveOutbound.Data.Operations;
using AdaptiveOutbound.Tests.Support;
using NUnit.Framework;
using Npgsql;

namespace AdaptiveOutbound.Tests.Operations;

[NonParallelizable]
internal sealed class EmbeddedClusterTests
{
    [Test]
    public async Task Makes_a_cluster_at_the_first_start_and_keeps_its_data_for_the_next()
    {
        var directory = TestCluster.NewDirectory();
        await using (var first = await OpenAsync(directory, safe: true))
            await TestCluster.RunAsync(first, "create table kept as select 42 as value");

        await using var second = await OpenAsync(directory, safe: true);

        Assert.That(await ScalarAsync(second.SuperuserConnection(), "select value from kept"), Is.EqualTo(42));
        Assert.That(second.Started);
        Assert.That(await ScalarAsync(second.SuperuserConnection(), "show max_connections"), Is.EqualTo("200"), "the tests' own has more");
    }

    [TestCase("listen_addresses", "127.0.0.1")]
    [TestCase("unix_socket_directories", "")]
    [TestCase("shared_buffers", "256MB")]
    [TestCase("max_wal_size", "2GB")]
    [TestCase("TimeZone", "UTC")]
    [TestCase("server_encoding", "UTF8")]
    [TestCase("password_encryption", "scram-sha-256")]
    public async Task Runs_with_the_setting(string name, string value)
    {
        var cluster = await TestCluster.GetAsync();

        Assert.That(await ScalarAsync(cluster.SuperuserConnection(), $"show {name}"), Is.EqualTo(value));
    }

    [Test]
    public async Task Joins_a_running_server_and_the_last_one_out_stops_it()
    {
        var directory = TestCluster.NewDirectory();
        var first = await OpenAsync(directory);
        var second = await OpenAsync(directory);

        await first.DisposeAsync();
        var afterFirst = await AnswersAsync(second);
        await second.DisposeAsync();

        Assert.That((second.Started, second.Port), Is.EqualTo((false, first.Port)));
        Assert.That((afterFirst, await AnswersAsync(second)), Is.EqualTo((true, false)));
        Assert.That(Directory.GetFiles(second.Paths.Clients), Is.Empty);
    }

    [TestCase("-QUIT")]
    [TestCase("-KILL")]
    public async Task Starts_a_server_that_died_again_where_it_was(string signal)
    {
        await using var cluster = await OpenAsync(TestCluster.NewDirectory());
        using (var kill = System.Diagnostics.Process.Start("kill", [signal, $"{ServerProcess.Read(cluster.Paths.Data)!.Id}"])) await kill.WaitForExitAsync();

        await Eventually.TrueAsync(() => cluster.ReviveAsync(CancellationToken.None), "it has ended and was started again");

        Assert.That(await AnswersAsync(cluster), Is.True, "on the same port");
        Assert.That(await cluster.ReviveAsync(CancellationToken.None), Is.False, "it runs");
    }

    [Test]
    public async Task Adopts_the_server_of_a_killed_process_and_stops_it_in_the_end()
    {
        var directory = TestCluster.NewDirectory();
        await using var killed = await ClusterProcess.Start(directory).ReadyAsync();
        await killed.KillAsync();

        var adopted = await OpenAsync(directory);
        await adopted.DisposeAsync();

        Assert.That((adopted.Started, adopted.Port), Is.EqualTo((false, killed.Port)));
        Assert.That(await AnswersAsync(adopted), Is.False);
    }

    [Test]
    public async Task Two_processes_that_start_at_once_share_one_server()
    {
        var directory = TestCluster.NewDirectory();
        await using var one = ClusterProcess.Start(directory);
        await using var other = ClusterProcess.Start(directory);

        await Task.WhenAll(one.ReadyAsync(), other.ReadyAsync());

        Assert.That(one.Port, Is.EqualTo(other.Port).And.Not.Zero);
        Assert.That(one.Started ^ other.Started, "Exactly one of them starts the server.");
    }

    [Test]
    public async Task Gives_everybody_a_living_server_while_others_start_and_stop()
    {
        var directory = TestCluster.NewDirectory();

        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            var good = 0;
            for (var round = 0; round < 4; round++)
            {
                await using var cluster = await OpenAsync(directory);
                if (await AnswersAsync(cluster)) good++;
            }

            return good;
        })));

        Assert.That(answers, Is.All.EqualTo(4));
    }

    [Test]
    public async Task Starts_when_a_stranger_has_the_number_of_a_crashed_server()
    {
        var directory = TestCluster.NewDirectory();
        var first = await OpenAsync(directory);
        await first.DisposeAsync();
        await File.WriteAllTextAsync(ServerProcess.FileIn(first.Paths.Data), $"{Environment.ProcessId}\n{first.Paths.Data}\n1\n5432\n");

        await using var second = await OpenAsync(directory);

        Assert.That(await AnswersAsync(second));
    }

    [Test]
    [Platform(Exclude = "Win")]
    public async Task Lets_nobody_else_read_the_passwords()
    {
        var cluster = await TestCluster.GetAsync();

        var modes = Directory.GetFiles(cluster.Paths.Passwords).Select(file => OperatingSystem.IsWindows() ? default : File.GetUnixFileMode(file)).ToList();

        Assert.That(modes, Has.Count.EqualTo(4).And.All.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite));
    }

    internal static Task<EmbeddedCluster> OpenAsync(string directory, BinarySources sources = BinarySources.All, bool safe = false) => EmbeddedCluster.OpenAsync(
        new EmbeddedOptions { Directory = directory, Unsafe = !safe, Sources = sources },
        TimeProvider.System,
        TestContext.Progress.WriteLine,
        (cluster, token) => EmbeddedBootstrap.RunAsync(cluster, OutboundDatabase.Name, token),
        CancellationToken.None);

    internal static async Task<object?> ScalarAsync(string connectionString, string sql)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync();
    }

    private static async Task<bool> AnswersAsync(EmbeddedCluster cluster)
    {
        try
        {
            return await ScalarAsync(cluster.SuperuserConnection(), "select 1") is 1;
        }
        catch (NpgsqlException)
        {
            return false;
        }
    }
}
