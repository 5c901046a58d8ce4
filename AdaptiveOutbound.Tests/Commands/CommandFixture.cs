using AdaptiveOutbound.Data.Operations;
using AdaptiveOutbound.Data.Operations.Embedded;
using AdaptiveOutbound.Jobs.Tokens;
using AdaptiveOutbound.Tests.Support;
using NUnit.Framework;
using Npgsql;

namespace AdaptiveOutbound.Tests.Commands;

/// <summary>Commands that share one data directory and one database, which stays up between them.</summary>
internal abstract class CommandFixture
{
    private ClusterProcess? _cluster;
    private TestDatabase? _database;

    /// <summary>
    /// Whether nothing says which database, so that the commands make one of their own in the data directory, as on a fresh machine. Else
    /// they are told of a migrated one: that costs less than a tenth.
    /// </summary>
    protected virtual bool IsFreshMachine => false;

    /// <summary>Folder for the files of a test.</summary>
    protected string Files { get; private set; } = null!;

    protected string DataDirectory { get; private set; } = null!;

    /// <summary>The program as it runs on the shared database.</summary>
    protected OutboundProgram Program { get; private set; } = null!;

    [OneTimeSetUp]
    public async Task OpenAsync()
    {
        DataDirectory = TestCluster.NewDirectory();
        Files = Directory.CreateTempSubdirectory("outbound-files-").FullName;
        // Held by a process of its own: each command joins it, which saves a start and a stop.
        if (IsFreshMachine) _cluster = await ClusterProcess.Start(Path.Combine(DataDirectory, "postgres")).ReadyAsync();
        else _database = await TestDatabase.CreateAsync();
    }

    [OneTimeTearDown]
    public async Task CloseAsync()
    {
        if (_cluster is not null) await _cluster.DisposeAsync();
        if (_database is not null) await _database.DisposeAsync();
        Directory.Delete(Files, recursive: true);
    }

    [SetUp]
    public void SetUpProgram()
    {
        Program = new OutboundProgram(DataDirectory);
        if (_database is null) return;
        Program.Environment["ConnectionStrings__Outbound"] = _database.Connections.App;
        Program.Environment["ConnectionStrings__OutboundSystem"] = _database.Connections.System;
    }

    /// <summary>The connection string of the owner, which <c>db</c> verbs need on a server of one's own.</summary>
    protected string OwnerConnection => _database!.Connections.RequireOwner();

    /// <summary>Makes a workspace on the migrated database, quicker than the command does; its id.</summary>
    protected Task<Guid> WorkspaceAsync(string slug) => TestWorkspace.CreateAsync(_database!, slug);

    /// <summary>Makes a token of a workspace, quicker than the command does.</summary>
    protected async Task<string> TokenAsync(string role, string workspace = "demo")
    {
        var text = TokenText.Make();
        var made = await ScalarAsync($"""
            INSERT INTO outbound.api_tokens (id, workspace_id, name, role, hash, created_at, created_by)
            SELECT '{Guid.CreateVersion7()}', id, 'test', '{role}', '\x{Convert.ToHexString(TokenText.HashOf(text)!)}', now(), 'test' FROM outbound.workspaces WHERE slug = '{workspace}' RETURNING 'made'
            """);
        Assert.That(made, Is.EqualTo("made"), $"there is no workspace {workspace}");
        return text;
    }

    /// <summary>Runs SQL on the database as the superuser.</summary>
    protected async Task RunSqlAsync(string sql) => await AsSuperuserAsync(sql, command => command.ExecuteNonQueryAsync());

    /// <summary>The first value that SQL answers, as text; empty without one.</summary>
    protected async Task<string> ScalarAsync(string sql) => $"{await AsSuperuserAsync(sql, command => command.ExecuteScalarAsync())}";

    private async Task<T> AsSuperuserAsync<T>(string sql, Func<NpgsqlCommand, Task<T>> run)
    {
        await using var connection = new NpgsqlConnection(_database?.Superuser ?? OwnSuperuser());
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 300 };
        return await run(command);
    }

    private string OwnSuperuser() => EmbeddedConnection.Text(_cluster!.Port, PostgresServer.Superuser,
        new ClusterPaths(Path.Combine(DataDirectory, "postgres")).Password(PostgresServer.Superuser).Password, OutboundDatabase.Name, pooling: false);

    /// <summary>Writes a file; its path.</summary>
    protected string Write(string name, string text)
    {
        var path = Path.Combine(Files, name);
        File.WriteAllText(path, text);
        return path;
    }

    /// <summary>A list of companies of that many, beginning with number <paramref name="first"/>.</summary>
    protected string Companies(string name, int count, int first = 0) => Write(
        name, "Company,Website\n" + string.Concat(Enumerable.Range(first, count).Select(n => $"Company {n},company-{n}.example\n")));
}
