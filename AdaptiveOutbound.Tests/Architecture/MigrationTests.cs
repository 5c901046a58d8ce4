using AdaptiveOutbound.Data;
using AdaptiveOutbound.Data.Operations;
using AdaptiveOutbound.Data.Operations.Schema;
using AdaptiveOutbound.Tests.Support;
using Microsoft.EntityFrameworkCore;
using NUnit.Framework;

namespace AdaptiveOutbound.Tests.Architecture;

internal sealed class MigrationTests
{
    [Test]
    public void The_migrations_hold_everything_that_the_model_says()
    {
        using var context = new OutboundContext(OutboundContextOptions.For("Host=unused"));

        Assert.That(context.Database.HasPendingModelChanges(), Is.False);
    }

    [Test]
    public async Task A_database_that_was_migrated_has_nothing_pending()
    {
        await using var database = await TestDatabase.CreateAsync();

        Assert.That(await SchemaState.PendingAsync(database.App, CancellationToken.None), Is.Empty);
    }

    [Test]
    public void Each_statement_that_stops_running_workers_has_a_written_reason()
    {
        var without = SchemaPlan.Of(SchemaState.Known).Where(m => m.Blocking.Count > 0 && string.IsNullOrWhiteSpace(m.Reason))
            .SelectMany(m => m.Blocking, (m, b) => $"{m.Id}: {b.Statement} ({b.Why})");

        Assert.That(without, Is.Empty);
    }

    [Test]
    public async Task Each_migration_goes_back_and_forward_again_on_filled_tables_and_changes_no_row_that_stays()
    {
        await using var database = await TestDatabase.CreateAsync();
        var tables = new FilledTables(database);
        await tables.FillAsync();
        Assert.That(await tables.CountAsync(), Is.GreaterThan(30));

        foreach (var id in SchemaState.Known.Reverse().SkipLast(1))
        {
            await tables.CopyAsync();
            await MigrateAsync(database, SchemaState.Before(id));
            Assert.That(await tables.ChangedAsync(), Is.Empty, $"{id}, back");
            // What went with it is gone; the rest must come through the way forward as it is.
            await tables.CopyAsync();
            await MigrateAsync(database, id);
            Assert.That(await tables.ChangedAsync(), Is.Empty, $"{id}, forward again");
            Assert.That((await RowSecurityProof.RunAsync(database.App, CancellationToken.None)).Where(c => c.Faults.Count > 0).Select(c => $"{c.Table}: {string.Join(", ", c.Faults)}"), Is.Empty, id);
            await MigrateAsync(database, SchemaState.Before(id));
        }

        await tables.CopyAsync();
        await MigrateAsync(database, SchemaState.Known[^1]);
        Assert.That(await tables.ChangedAsync(), Is.Empty, "from the first to the last");
    }

    private static Task MigrateAsync(TestDatabase database, string target) =>
        SchemaState.MigrateAsync(database.Connections.RequireOwner(), target, lockTimeout: 10, CancellationToken.None);
}
