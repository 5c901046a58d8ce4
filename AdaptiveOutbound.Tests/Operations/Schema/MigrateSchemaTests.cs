using AdaptiveOutbound.Data;
using AdaptiveOutbound.Data.Operations;
using AdaptiveOutbound.Data.Operations.Backups;
using AdaptiveOutbound.Data.Operations.Schema;
using AdaptiveOutbound.Jobs.Operations;
using AdaptiveOutbound.Tests.Support;
using Microsoft.Extensions.Time.Testing;
using Npgsql;
using NUnit.Framework;

namespace AdaptiveOutbound.Tests.Operations.Schema;

/// <summary>Migrating as it goes wrong: several at once, a table in use, a schema that was changed by hand, another environment's.</summary>
internal sealed class MigrateSchemaTests
{
    private static string Last => SchemaState.Known[^1];

    [Test]
    public async Task Several_processes_at_once_apply_each_migration_once()
    {
        await using var database = await EmptyAsync();

        var ends = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => MigrateAsync(database)));

        Assert.That(ends.Select(e => e.Count).Order(), Is.EqualTo([0, 0, SchemaState.Known.Count]));
        Assert.That((await DeploymentEvents.ListAsync(database.System, DeploymentEventKind.Migration, 100, CancellationToken.None)).Select(e => e.Name), Is.EquivalentTo(SchemaState.Known));
    }

    [Test]
    public async Task The_script_makes_the_same_schema_also_when_it_is_run_twice()
    {
        await using var byHand = await EmptyAsync();
        await using var migrated = await TestDatabase.CreateAsync();

        foreach (var _ in new[] { 1, 2 })
            await using (var source = NpgsqlDataSource.Create(byHand.Connections.RequireOwner()))
                await source.ExecuteAsync(MigrateDatabase.Script("Development"), CancellationToken.None);

        Assert.That(await ShapeAsync(byHand), Is.EqualTo(await ShapeAsync(migrated)));
        Assert.That(await MigrateAsync(byHand), Is.Empty);
        Assert.That(await DeploymentMark.ReadAsync(byHand.App, CancellationToken.None), Is.EqualTo("Development"));
    }

    [Test]
    public async Task The_script_of_another_environment_changes_nothing()
    {
        await using var database = await BeforeLastAsync();

        var error = await Assert.CatchAsync<PostgresException>(() => database.Owner.ExecuteAsync(MigrateDatabase.Script("Staging"), CancellationToken.None));

        Assert.That(error!.MessageText, Is.EqualTo("This database belongs to the environment Development, and this script is for Staging: nothing was done."));
        Assert.That(await SchemaState.PendingAsync(database.App, CancellationToken.None), Is.EqualTo([Last]));
    }

    [Test]
    public async Task The_script_leaves_nothing_where_a_migration_is_refused_also_by_a_tool_that_goes_on_after_an_error()
    {
        await using var database = await EmptyAsync();
        await database.RunAsSuperuserAsync("CREATE SCHEMA outbound AUTHORIZATION outbound_owner; CREATE TABLE outbound.schedules (id int)");

        var refused = await RunOnAsync(database, MigrateDatabase.Script("Development"));

        Assert.That(refused, Is.GreaterThan(2), "it went on, as psql does");
        Assert.That(await database.Owner.QueryAsync("SELECT relname::text FROM pg_class WHERE relnamespace = 'outbound'::regnamespace", r => r.GetString(0), CancellationToken.None), Is.EqualTo(["schedules"]));
        Assert.That(await database.Owner.QueryAsync("SELECT to_regnamespace('hangfire') IS NULL", r => r.GetBoolean(0), CancellationToken.None), Is.EqualTo([true]));
    }

    [Test]
    public async Task A_table_in_use_is_waited_for_in_short_turns()
    {
        await using var database = await BeforeLastAsync();
        await using var reader = await database.Owner.OpenConnectionAsync();
        var transaction = await reader.BeginTransactionAsync();
        await reader.ExecuteAsync("LOCK TABLE outbound.\"__EFMigrationsHistory\" IN ACCESS EXCLUSIVE MODE", CancellationToken.None);
        var clock = new FakeTimeProvider();

        var waiting = SchemaState.MigrateAsync(database.Connections.RequireOwner(), Last, lockTimeout: 1, CancellationToken.None);
        var gaveUp = await Assert.CatchAsync(() => waiting);
        await transaction.DisposeAsync();
        await MigrationStep.RunAsync(database.Connections.RequireOwner(), Last, Last, [], clock, CancellationToken.None);

        Assert.That(DatabaseTrouble.StateOf(gaveUp!), Is.EqualTo(PostgresErrorCodes.LockNotAvailable));
        Assert.That(await SchemaState.PendingAsync(database.App, CancellationToken.None), Is.Empty);
    }

    [Test]
    public async Task A_migration_that_was_applied_in_part_is_named_and_nothing_more_of_it_is_done()
    {
        await using var database = await BeforeLastAsync();
        await database.RunAsSuperuserAsync("CREATE TABLE outbound.deployment_events (id int)");

        var error = await Assert.CatchAsync<DatabaseUnavailableException>(() => MigrateAsync(database));

        Assert.That(error!.Message, Does.StartWith($"{Last} does not fit the tables that are there").And.Contain("db restore").And.Contain($"Nothing of {Last} was done"));
        Assert.That(await SchemaState.PendingAsync(database.App, CancellationToken.None), Is.EqualTo([Last]));
    }

    [Test]
    public async Task Tables_that_lost_their_history_are_left_alone_and_the_way_out_is_named()
    {
        await using var database = await BeforeLastAsync();
        await database.RunAsSuperuserAsync("DROP TABLE outbound.\"__EFMigrationsHistory\"");

        var error = await Assert.CatchAsync<BackupException>(() => MigrateAsync(database));

        Assert.That(error!.Message, Does.Contain("no history of this product's migrations").And.Contain("nothing was migrated").And.Contain("ALTER SCHEMA outbound RENAME TO"));
        Assert.That(await database.AskAsync<bool>("SELECT to_regclass('outbound.\"__EFMigrationsHistory\"') IS NULL"), Is.True, "no empty one is left behind");
    }

    [Test]
    public async Task Another_environments_database_is_not_migrated()
    {
        await using var database = await BeforeLastAsync();

        var error = await Assert.CatchAsync<DatabaseUnavailableException>(() => MigrateDatabase.ExecuteAsync(database.Connections, "Production", TimeProvider.System, CancellationToken.None));

        Assert.That(error!.Message, Does.Contain("belongs to the environment Development").And.Contain("nothing was done"));
        Assert.That(await SchemaState.PendingAsync(database.App, CancellationToken.None), Is.EqualTo([Last]));
    }

    [Test]
    public async Task A_database_that_two_branches_migrated_is_not_touched()
    {
        await using var database = await BeforeLastAsync();
        await database.RunAsSuperuserAsync("INSERT INTO outbound.\"__EFMigrationsHistory\" VALUES ('29991231000000_OfAnotherBranch', '10')");

        var error = await Assert.CatchAsync<DatabaseUnavailableException>(() => MigrateAsync(database));

        Assert.That(error!.Message, Does.Contain("29991231000000_OfAnotherBranch").And.Contain("two branches"));
    }

    [Test]
    public async Task What_a_rollback_would_lose_is_counted_before()
    {
        await using var database = await TestDatabase.CreateAsync();
        await new FilledTables(database).FillAsync();

        var plan = await SchemaRollback.PlanAsync(database.Connections, "Development", SchemaState.Before(Last), CancellationToken.None);
        await SchemaRollback.ExecuteAsync(database.Connections, plan, TimeProvider.System, CancellationToken.None);

        Assert.That(plan.Undone, Is.EqualTo([Last]));
        Assert.That(plan.Lost.Select(l => l.What), Does.Contain("deployment_events"));
        Assert.That(await SchemaState.PendingAsync(database.App, CancellationToken.None), Is.EqualTo([Last]));
    }

    [Test]
    public async Task A_rollback_does_not_forget_that_work_rests_after_a_restore()
    {
        await using var database = await TestDatabase.CreateAsync();
        await database.RunAsSuperuserAsync("INSERT INTO outbound.deployment_events (kind, name, detail) VALUES ('restore', 'x.zip', '{}')");

        var error = await Assert.CatchAsync<DatabaseUnavailableException>(() => SchemaRollback.PlanAsync(database.Connections, "Development", SchemaState.Known[0], CancellationToken.None));
        await database.RunAsSuperuserAsync("INSERT INTO outbound.deployment_events (kind, name, detail) VALUES ('resumed', 'x.zip', '{}')");

        Assert.That(error!.Message, Does.Contain("All work rests after a restore").And.Contain("jobs resume --all"));
        Assert.That((await SchemaRollback.PlanAsync(database.Connections, "Development", SchemaState.Known[0], CancellationToken.None)).Undone, Has.Count.EqualTo(SchemaState.Known.Count - 1));
    }

    [Test]
    public async Task A_plan_of_a_rollback_is_not_carried_out_beside_a_worker_or_on_a_database_that_was_restored_meanwhile()
    {
        await using var database = await TestDatabase.CreateAsync();
        var plan = await SchemaRollback.PlanAsync(database.Connections, "Development", SchemaState.Before(Last), CancellationToken.None);

        await using (var worker = await database.System.OpenConnectionAsync())
        {
            await using var presence = new NpgsqlCommand("SELECT pg_advisory_lock(77, 1234)", worker);
            await presence.ExecuteNonQueryAsync();
            var beside = await Assert.CatchAsync<DatabaseUnavailableException>(() => SchemaRollback.ExecuteAsync(database.Connections, plan, TimeProvider.System, CancellationToken.None));
            Assert.That(beside!.Message, Does.Contain("A worker began to run").And.Contain("Nothing was undone"));
            await using var end = new NpgsqlCommand("SELECT pg_advisory_unlock_all()", worker);
            await end.ExecuteNonQueryAsync();
        }

        await database.RunAsSuperuserAsync("INSERT INTO outbound.deployment_events (kind, name, detail) VALUES ('restore', 'x.zip', '{}'), ('resumed', 'x.zip', '{}')");
        var other = await Assert.CatchAsync<DatabaseUnavailableException>(() => SchemaRollback.ExecuteAsync(database.Connections, plan, TimeProvider.System, CancellationToken.None));
        Assert.That(other!.Message, Does.Contain("restored or migrated meanwhile: nothing was undone"));
        Assert.That(await SchemaState.PendingAsync(database.App, CancellationToken.None), Is.Empty);
    }

    [Test]
    public async Task A_migration_that_was_interrupted_before_the_database_was_marked_is_made_good_by_the_next()
    {
        await using var database = await TestDatabase.CreateAsync();
        await database.RunAsSuperuserAsync("DELETE FROM outbound.deployment");

        await MigrateAsync(database);

        Assert.That(await DeploymentMark.ReadAsync(database.App, CancellationToken.None), Is.EqualTo("Development"));
    }

    [Test]
    public async Task A_migration_that_cannot_be_undone_is_not_noted_as_undone()
    {
        await using var database = await TestDatabase.CreateAsync();
        await database.RunAsSuperuserAsync("CREATE TABLE public.kept (id bigint REFERENCES outbound.deployment_events (id))");
        var plan = await SchemaRollback.PlanAsync(database.Connections, "Development", SchemaState.Before(Last), CancellationToken.None);

        var error = await Assert.CatchAsync<DatabaseUnavailableException>(() => SchemaRollback.ExecuteAsync(database.Connections, plan, TimeProvider.System, CancellationToken.None));

        Assert.That(error!.Message, Does.Contain($"Nothing of {Last} was done"));
        Assert.That(await database.AskAsync<long>("SELECT count(*) FROM outbound.deployment_events WHERE detail ->> 'change' = 'undone'"), Is.Zero);
    }

    [Test]
    public async Task A_rollback_goes_past_the_table_in_which_it_is_noted_down_to_the_first_migration()
    {
        await using var database = await TestDatabase.CreateAsync();

        var plan = await SchemaRollback.PlanAsync(database.Connections, "Development", SchemaState.Known[0], CancellationToken.None);
        await SchemaRollback.ExecuteAsync(database.Connections, plan, TimeProvider.System, CancellationToken.None);

        Assert.That(plan.Undone, Is.EqualTo(SchemaState.Known.Skip(1).Reverse()));
        Assert.That(await SchemaState.PendingAsync(database.App, CancellationToken.None), Is.EqualTo(SchemaState.Known.Skip(1)));
    }

    [Test]
    public void An_old_server_is_refused_by_its_version() => Assert.That(
        Assert.Catch<DatabaseUnavailableException>(() => ServerVersion.Require(new Version(14, 9)))!.Message, Does.Contain("14.9").And.Contain("15 or newer"));

    [Test]
    public void An_old_server_is_named_where_one_only_looks() => Assert.That(
        (ServerVersion.Line(new Version(14, 9)), ServerVersion.Line(new Version(16, 3))), Is.EqualTo(("PostgreSQL 14.9, which is too old: 15 or newer is needed. Upgrade the server, or use another one", "PostgreSQL 16.3")));

    private static Task<IReadOnlyList<string>> MigrateAsync(TestDatabase database) => MigrateDatabase.ExecuteAsync(database.Connections, "Development", TimeProvider.System, CancellationToken.None);

    private static async Task<TestDatabase> EmptyAsync()
    {
        var database = await TestDatabase.CreateAsync();
        await database.RunAsSuperuserAsync("DROP SCHEMA outbound CASCADE; DROP SCHEMA hangfire CASCADE");
        return database;
    }

    private static async Task<TestDatabase> BeforeLastAsync()
    {
        var database = await TestDatabase.CreateAsync();
        await SchemaState.MigrateAsync(database.Connections.RequireOwner(), SchemaState.Before(Last), lockTimeout: 10, CancellationToken.None);
        return database;
    }

    // A statement at a time, whatever became of the one before; how many were refused.
    private static async Task<int> RunOnAsync(TestDatabase database, string script)
    {
        await using var connection = new NpgsqlConnection(database.Connections.RequireOwner());
        await connection.OpenAsync();
        var (refused, statement, isBlock) = (0, "", false);
        foreach (var line in script.Split('\n'))
        {
            statement += line + "\n";
            isBlock = line.StartsWith("DO $outbound$", StringComparison.Ordinal) || (isBlock && !line.StartsWith("END $outbound$", StringComparison.Ordinal));
            if (isBlock || !line.EndsWith(';')) continue;
            try
            {
                await connection.ExecuteAsync(statement, CancellationToken.None);
            }
            catch (PostgresException)
            {
                refused++;
            }

            statement = "";
        }

        return refused;
    }

    // Columns, indexes, policies, functions and rights of both schemas, a line each.
    private static async Task<string> ShapeAsync(TestDatabase database) => string.Join('\n', await database.Owner.QueryAsync("""
        SELECT format('%s.%s %s %s %s', table_schema, table_name, column_name, data_type, is_nullable) FROM information_schema.columns WHERE table_schema IN ('outbound', 'hangfire')
        UNION ALL SELECT indexdef FROM pg_indexes WHERE schemaname IN ('outbound', 'hangfire')
        UNION ALL SELECT format('%s %s %s %s %s', tablename, policyname, roles, qual, with_check) FROM pg_policies
        UNION ALL SELECT pg_get_functiondef(p.oid) FROM pg_proc p WHERE p.pronamespace = 'outbound'::regnamespace
        UNION ALL SELECT format('%s %s %s %s', relnamespace::regnamespace, relname, relrowsecurity, relacl) FROM pg_class WHERE relnamespace IN ('outbound'::regnamespace, 'hangfire'::regnamespace) AND relkind IN ('r', 'p', 'S')
        UNION ALL SELECT 'hangfire ' || max(version) FROM hangfire.schema
        ORDER BY 1
        """, r => r.GetString(0), CancellationToken.None));
}
