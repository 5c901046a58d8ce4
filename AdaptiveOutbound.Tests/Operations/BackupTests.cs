using System.Text.Json.Nodes;
using AdaptiveOutbound.Data;
using AdaptiveOutbound.Data.Operations;
using AdaptiveOutbound.Data.Operations.Backups;
using AdaptiveOutbound.Data.Operations.Schema;
using AdaptiveOutbound.Jobs.Operations;
using AdaptiveOutbound.Tests.Schedules;
using AdaptiveOutbound.Tests.Support;
using NUnit.Framework;

namespace AdaptiveOutbound.Tests.Operations;

/// <summary>Backups of one filled database, which no test changes.</summary>
internal sealed class BackupTests
{
    // What a restore changes on purpose.
    private static readonly string[] Changed = ["jobs", "lanes", "schedules", "users", "api_tokens", "invitations", "workspace_settings", "workspace_data_keys", "alerts", "deployment", "deployment_events"];

    private readonly string _files = Directory.CreateTempSubdirectory("outbound-backups-").FullName;
    private ScheduleHost _host = null!;
    private string _good = null!;

    [OneTimeSetUp]
    public async Task FillAsync()
    {
        _host = await BackedUp.FillAsync();
        await _host.ScheduleAsync();
        _good = Path.Combine(_files, "good.zip");
        await _host.Database.BackUpAsync(_good, new BackupWish(Format: BackupFormat.Copy));
    }

    [OneTimeTearDown]
    public async Task TidyAsync()
    {
        await _host.DisposeAsync();
        Directory.Delete(_files, recursive: true);
    }

    [TestCase(null)]
    [TestCase(BackupFormat.Copy)]
    public async Task A_backup_restores_row_for_row_into_an_empty_database_and_nothing_in_it_opens_anything(object? format)
    {
        var file = Path.Combine(_files, $"{format ?? "default"}.zip");
        await using var target = await TestDatabase.CreateAsync();

        var made = await _host.Database.BackUpAsync(file, new BackupWish(Verifies: true, Format: (BackupFormat?)format));
        var done = await target.RestoreAsync(file);

        Assert.That(done!.Backup.Rows, Is.EqualTo(made.Manifest.Rows).And.GreaterThan(700));
        var (source, restored) = (await _host.Database.MeasureAsync(), await target.MeasureAsync());
        Assert.That(restored.Where(t => !Changed.Contains(t.Key)), Is.EquivalentTo(source.Where(t => !Changed.Contains(t.Key))));
        Assert.That(await target.AskAsync<string>("SELECT string_agg(c.relname, ' ') FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid WHERE c.relname = 'job_logs_2024_05'"), Is.EqualTo("job_logs_2024_05"));
        Assert.That(await target.AskAsync<bool>("SELECT bool_and(revoked_at IS NOT NULL) FROM outbound.api_tokens"), Is.True);
        Assert.That(await target.AskAsync<string>("SELECT (keys -> 'apollo' ->> 'status') || ' ' || sealed_keys FROM outbound.workspace_settings"), Is.EqualTo("needs_reentry {}"));
        Assert.That(await target.AskAsync<string>("SELECT password_hash || ' ' || (security_stamp = 'secret-stamp') FROM outbound.users"), Is.EqualTo("secret-password-hash false"));
        Assert.That(await target.AskAsync<long>("SELECT (SELECT count(*) FROM outbound.invitations) + (SELECT count(*) FROM outbound.workspace_data_keys)"), Is.Zero);
        Assert.That(await target.AskAsync<string>("SELECT environment FROM outbound.deployment"), Is.EqualTo("Development"));
        Assert.That((await RowSecurityProof.RunAsync(target.App, CancellationToken.None)).SelectMany(c => c.Faults), Is.Empty);
        Assert.That(await target.AskAsync<string>("INSERT INTO outbound.job_logs (workspace_id, job_id, level, event, message) SELECT id, id, 'info', 'x', 'x' FROM outbound.workspaces RETURNING (id = (SELECT max(id) + 1 FROM outbound.job_logs))::text"), Is.EqualTo("true"), "ids go on");
        Assert.That(await _host.Database.AskAsync<string>($"SELECT (detail ->> 'verified') || ' ' || (detail ->> 'file') FROM outbound.deployment_events WHERE detail ->> 'sha256' = '{made.Sha256}'"), Is.EqualTo($"true {Path.GetFileName(file)}"));
    }

    [Test]
    public async Task Where_no_database_may_be_made_a_backup_is_verified_in_a_transaction_that_is_undone()
    {
        var said = new List<string>();
        var before = await _host.Database.MeasureAsync();

        await VerifyBackup.ExecuteAsync(_host.Database.Connections with { Administrator = null }, _good, TimeProvider.System, said.Add, CancellationToken.None);

        Assert.That(said, Has.Some.Contains("a transaction that is undone"));
        // Only that it was verified is noted.
        Assert.That((await _host.Database.MeasureAsync()).Where(t => t.Key != "deployment_events"), Is.EquivalentTo(before.Where(t => t.Key != "deployment_events")));
        Assert.That(await _host.Database.AskAsync<long>("SELECT count(*) FROM pg_namespace WHERE nspname LIKE 'outbound%'"), Is.EqualTo(1));
        Assert.That(await _host.Database.AskAsync<bool>("SELECT (detail ->> 'verified')::bool FROM outbound.deployment_events WHERE detail ->> 'file' = 'good.zip' ORDER BY id DESC LIMIT 1"), Is.True);
    }

    [Test]
    public async Task A_backup_of_an_older_schema_takes_the_place_of_a_newer_one_and_is_brought_up_to_this_build()
    {
        await using var older = await TestDatabase.CreateAsync();
        await TestWorkspace.CreateAsync(older, "old");
        await SchemaState.MigrateAsync(older.Connections.RequireOwner(), SchemaState.Known[^2], lockTimeout: 10, CancellationToken.None);
        var file = Path.Combine(_files, "older.zip");
        await older.BackUpAsync(file, new BackupWish(Format: BackupFormat.Copy));
        await using var target = await TestDatabase.CreateAsync();
        // A release that came to nothing left a schema that this build does not know.
        await target.Owner.ExecuteAsync("INSERT INTO outbound.\"__EFMigrationsHistory\" VALUES ('29991231000000_Later', '10'); CREATE TABLE outbound.later (id int)", CancellationToken.None);

        var done = await target.RestoreAsync(file);

        Assert.That(done!.Migrated, Is.EqualTo(new[] { SchemaState.Known[^1] }));
        var found = await SchemaState.FindAsync(target.App, CancellationToken.None);
        Assert.That(found.Pending.Concat(found.Newer), Is.Empty);
        Assert.That(await target.AskAsync<string>("SELECT slug FROM outbound.workspaces"), Is.EqualTo("old"));
    }

    [Test]
    public async Task What_others_hung_on_the_schema_is_named_before_it_goes()
    {
        await using var target = await TestDatabase.CreateAsync();
        var role = $"reporting_{target.Name}";
        await target.RunAsSuperuserAsync($"""
            CREATE SCHEMA reports; CREATE VIEW reports.open AS SELECT id FROM outbound.accounts; CREATE MATERIALIZED VIEW reports.later AS SELECT id FROM reports.open;
            CREATE TABLE reports.notes (workspace_id uuid REFERENCES outbound.workspaces); CREATE TABLE outbound.mine (id int); CREATE VIEW outbound.seen AS SELECT 1 AS one;
            CREATE ROLE {role}; GRANT USAGE ON SCHEMA outbound TO {role}; GRANT SELECT ON outbound.accounts, outbound.contacts TO {role}
            """);
        (IReadOnlyList<string>? named, IReadOnlyList<string>? ofOursAlone) = (null, null);

        var done = await target.RestoreAsync(_good, agrees: false, asked: plan => named = plan.Foreign);
        await _host.Database.RestoreAsync(_good, agrees: false, asked: plan => ofOursAlone = plan.Foreign);
        await target.RunAsSuperuserAsync($"DROP OWNED BY {role}; DROP ROLE {role}");

        Assert.That(done, Is.Null);
        Assert.That(ofOursAlone, Is.Empty);
        Assert.That(named, Is.EqualTo(new[]
        {
            "the table outbound.mine", "the view outbound.seen", "the foreign key notes_workspace_id_fkey of reports.notes", "the materialized view reports.later", "the view reports.open",
            $"the rights of the role {role} on 3 of its tables and schemas",
        }));
    }

    [Test]
    public async Task A_schema_of_the_same_name_that_is_not_ours_is_left_alone()
    {
        await using var target = await TestDatabase.CreateAsync();
        await target.RunAsSuperuserAsync("DROP SCHEMA outbound CASCADE; CREATE SCHEMA outbound; CREATE TABLE outbound.letters (id int); INSERT INTO outbound.letters VALUES (7); ALTER SCHEMA outbound OWNER TO outbound_owner; ALTER TABLE outbound.letters OWNER TO outbound_owner");

        Assert.That(() => target.RestoreAsync(_good), Throws.TypeOf<BackupException>().With.Message.Contains("holds the table outbound.letters, and no history").And.Message.Contains("it is not our schema, and nothing was restored"));

        Assert.That(await target.AskAsync<int>("SELECT id FROM outbound.letters"), Is.EqualTo(7));
    }

    [Test]
    public async Task A_restore_that_fails_half_way_leaves_the_old_data()
    {
        var file = Copy("lies.zip");
        BackedUp.Change(file, json => json.Replace("\"rows\": 200", "\"rows\": 201", StringComparison.Ordinal));
        await using var target = await TestDatabase.CreateAsync();
        await TestWorkspace.CreateAsync(target, "mine");
        var before = await target.MeasureAsync();

        Assert.That(() => target.RestoreAsync(file), Throws.TypeOf<BackupException>().With.Message.Contains("contacts has 200 rows and the backup says 201: nothing was changed"));

        Assert.That(await target.MeasureAsync(), Is.EquivalentTo(before));
        Assert.That(await target.AskAsync<long>("SELECT count(*) FROM pg_namespace WHERE nspname LIKE 'outbound%'"), Is.EqualTo(1));
    }

    [Test]
    public void A_damaged_backup_is_refused_before_anything_is_touched()
    {
        var (cut, changed, other) = (Copy("cut.zip"), Copy("changed.zip"), Path.Combine(_files, "other.txt"));
        using (var stream = File.OpenWrite(cut)) stream.SetLength(stream.Length / 2);
        using (var zip = System.IO.Compression.ZipFile.Open(changed, System.IO.Compression.ZipArchiveMode.Update))
        using (var rows = zip.GetEntry("tables/accounts.copy")!.Open()) rows.WriteByte((byte)'x');
        File.WriteAllText(other, "not a backup");

        foreach (var file in new[] { cut, changed, other })
            Assert.That(() => _host.Database.RestoreAsync(file), Throws.TypeOf<BackupException>().With.Message.Contains("is damaged").And.Message.Contains("othing was restored").And.Message.Contains("Take another backup"), file);
        Assert.That(() => _host.Database.RestoreAsync(Path.Combine(_files, "none.zip")), Throws.TypeOf<BackupException>().With.Message.Contains("There is no file"));
    }

    [TestCase("[1, 2]")]
    [TestCase("null")]
    [TestCase("7")]
    [TestCase("{\"formatVersion\": \"1\"}")]
    [TestCase("{\"formatVersion\": -5}")]
    [TestCase("{\"formatVersion\": 0}")]
    [TestCase("{\"format\": 7}")]
    [TestCase("{\"format\": \"7\"}")]
    [TestCase("{\"environment\": null}")]
    [TestCase("{\"environment\": \"a\\u001b[31mb\"}")]
    [TestCase("{\"tables\": null}")]
    [TestCase("{\"tables\": [null]}")]
    [TestCase("{\"tables\": [{\"name\": \"jobs\", \"columns\": null, \"rows\": 0, \"checksum\": \"0\"}]}")]
    [TestCase("{\"tables\": [{\"name\": \"jobs\", \"columns\": [null], \"rows\": 0, \"checksum\": \"0\"}]}")]
    [TestCase("{\"tables\": [{\"name\": \"jobs\", \"columns\": [\"id\"], \"rows\": 9223372036854775807, \"checksum\": \"0\"}]}")]
    [TestCase("{\"migrations\": null}")]
    [TestCase("{\"migrations\": [null]}")]
    [TestCase("{\"logMonths\": null}")]
    [TestCase("{\"logMonths\": [null]}")]
    [TestCase("{\"logMonths\": [\"2026_13\"]}")]
    [TestCase("{\"logMonths\": [\"9999_12\"]}")]
    [TestCase("{\"logMonths\": [\"x'; DROP SCHEMA outbound CASCADE; --\"]}")]
    public void A_manifest_that_cannot_be_ours_is_damaged(string change)
    {
        var file = Copy($"{Guid.NewGuid():N}.zip");
        BackedUp.Change(file, json =>
        {
            if (JsonNode.Parse(change) is not JsonObject changed) return change;
            var manifest = JsonNode.Parse(json)!.AsObject();
            foreach (var (name, value) in changed) manifest[name] = value?.DeepClone();
            return manifest.ToJsonString();
        });

        Assert.That(() => _host.Database.RestoreAsync(file), Throws.TypeOf<BackupException>().With.Message.Contains("is damaged, or no backup").And.Message.Contains("Nothing was restored").And.Message.Not.Contains("\u001b"));
    }

    [Test]
    public void A_small_file_that_unpacks_to_more_than_a_manifest_takes_is_read_no_further()
    {
        var file = Copy("bomb.zip");
        BackedUp.Change(file, json => json + new string(' ', 20 << 20));

        Assert.That(new FileInfo(file).Length, Is.LessThan(2 << 20));
        Assert.That(() => _host.Database.RestoreAsync(file), Throws.TypeOf<BackupException>().With.Message.Contains("what it says of itself is larger than 16 MB"));
    }

    [Test]
    public void A_backup_of_another_environment_or_a_newer_build_is_refused()
    {
        var (foreign, newer, format) = (Copy("foreign.zip"), Copy("newer.zip"), Copy("format.zip"));
        BackedUp.Change(foreign, json => json.Replace("\"environment\": \"Development\"", "\"environment\": \"Production\"", StringComparison.Ordinal));
        BackedUp.Change(newer, json => json.Replace(SchemaState.Known[^1], "29991231000000_Later", StringComparison.Ordinal));
        BackedUp.Change(format, json => json.Replace("\"formatVersion\": 1", "\"formatVersion\": 2", StringComparison.Ordinal));

        Assert.That(() => _host.Database.RestoreAsync(foreign), Throws.TypeOf<BackupException>().With.Message.Contains("of the environment Production").And.Message.Contains("--from-environment Production"));
        Assert.That(() => _host.Database.RestoreAsync(foreign, "Staging"), Throws.TypeOf<BackupException>().With.Message.Contains("not of Staging"));
        Assert.That(() => _host.Database.RestoreAsync(newer), Throws.TypeOf<BackupException>().With.Message.Contains("29991231000000_Later, which this build").And.Message.Contains("does not know: nothing was restored"));
        Assert.That(() => _host.Database.RestoreAsync(format), Throws.TypeOf<BackupException>().With.Message.Contains("has the format 2"));
        Assert.That(() => _host.Database.BackUpAsync(Path.Combine(_files, "x.zip"), environment: "Staging"), Throws.TypeOf<DatabaseUnavailableException>().With.Message.Contains("belongs to the environment Development").And.Message.Contains("nothing was done"));
    }

    [Test]
    public async Task A_release_that_serves_newer_tables_backs_them_up_and_says_that_it_cannot_try_the_backup()
    {
        await using var database = await TestDatabase.CreateAsync();
        await database.RunAsSuperuserAsync("INSERT INTO outbound.\"__EFMigrationsHistory\" VALUES ('29991231000000_Later', '10')");
        var file = Path.Combine(_files, "newer-tables.zip");

        Assert.That(() => database.BackUpAsync(file, new BackupWish(Verifies: true)),
            Throws.TypeOf<BackupException>().With.Message.Contains("29991231000000_Later, which this build").And.Message.Contains("the backup was made and is whole, but was not tried by a restore"));

        Assert.That(File.Exists(file), Is.True);
        Assert.That(await database.AskAsync<string>("SELECT detail ->> 'verified' FROM outbound.deployment_events WHERE kind = 'backup'"), Is.EqualTo("false"));
    }

    [Test]
    public async Task Another_environments_backup_is_restored_when_it_is_named_and_the_database_stays_this_environments()
    {
        var file = Copy("production.zip");
        BackedUp.Change(file, json => json.Replace("\"environment\": \"Development\"", "\"environment\": \"Production\"", StringComparison.Ordinal));
        await using var target = await TestDatabase.CreateAsync();

        await target.RestoreAsync(file, "production");

        Assert.That(await target.AskAsync<string>("SELECT environment FROM outbound.deployment"), Is.EqualTo("Development"));
    }

    [Test]
    public async Task A_file_that_cannot_be_written_leaves_none()
    {
        var there = Path.Combine(_files, "there.zip");
        await File.WriteAllTextAsync(there, "mine");

        Assert.That(() => _host.Database.BackUpAsync(there), Throws.TypeOf<BackupException>().With.Message.Contains("is there already: no backup was made").And.Message.Contains("--force"));
        Assert.That(() => _host.Database.BackUpAsync(Path.Combine(_files, "no", "folder.zip")), Throws.TypeOf<BackupException>().With.Message.Contains("does not exist: no backup was made"));
        Assert.That(() => BackUpDatabase.ExecuteAsync(_host.Database.Connections with { Owner = "Host=127.0.0.1;Port=1;Database=outbound;Username=x" }, "Development", Path.Combine(_files, "y.zip"), new BackupWish(), TimeProvider.System, _ => { }, CancellationToken.None),
            Throws.TypeOf<BackupException>().With.Message.Contains("cannot be used by its owner").And.Message.Contains("no backup was made").And.Message.Contains("ConnectionStrings__OutboundOwner"));
        Assert.That(await File.ReadAllTextAsync(there), Is.EqualTo("mine"));
        Assert.That(Directory.GetFiles(_files, "*.part"), Is.Empty);
    }

    [Test]
    public void A_full_disk_is_named() => Assert.That(BackupTrouble.Sentence(new IOException("No space left on device : '/b/x.zip'", 28), "/b/x.zip", "no backup was made"),
        Is.EqualTo("The disk that holds /b is full: no backup was made, and no half of it is left. Free some space, or name a file on another disk."));

    [Test]
    public async Task Tables_are_exported_as_csv_without_what_opens_anything()
    {
        var folder = Path.Combine(_files, "csv");

        var rows = await ExportTables.ExecuteAsync(_host.Database.Connections, folder, _ => { }, CancellationToken.None);

        var texts = Directory.GetFiles(folder).ToDictionary(f => Path.GetFileNameWithoutExtension(f), File.ReadAllText);
        Assert.That(rows.Keys, Is.EquivalentTo(texts.Keys));
        Assert.That(texts["users"], Does.StartWith("id,").And.Contain("ada@x.example").And.Not.Contain("secret"));
        var sealedKey = await _host.Database.AskAsync<string>("SELECT sealed_keys -> 'apollo' ->> 'sealed' FROM outbound.workspace_settings");
        Assert.That(texts.Values, Has.None.Contains("secret-").And.None.Contains(Convert.ToHexStringLower("secret-token-hash"u8)).And.None.Contains(sealedKey));
        Assert.That(() => ExportTables.ExecuteAsync(_host.Database.Connections, folder, _ => { }, CancellationToken.None), Throws.TypeOf<BackupException>().With.Message.Contains("is not empty: nothing was exported"));
    }

    [Test]
    public async Task A_new_column_of_bytes_is_left_out_of_the_export_or_known_to_open_nothing()
    {
        var bytes = await _host.Database.AskAsync<string[]>("SELECT array_agg(table_name || '.' || column_name) FROM information_schema.columns WHERE table_schema = 'outbound' AND data_type = 'bytea'");

        var exported = bytes.Except(TableExport.LeftOut.SelectMany(t => t.Value.Select(column => $"{t.Key}.{column}")));

        Assert.That(exported, Is.EquivalentTo(new[] { "file_parts.content", "files.sha256", "idempotency_keys.request_hash", "provider_lookups.question", "user_passkeys.credential_id" }));
    }

    private string Copy(string name)
    {
        var path = Path.Combine(_files, name);
        File.Copy(_good, path);
        return path;
    }
}
