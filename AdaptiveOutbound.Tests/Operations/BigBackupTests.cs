using System.Diagnostics;
using AdaptiveOutbound.Data;
using AdaptiveOutbound.Data.Operations.Backups;
using AdaptiveOutbound.Jobs.Operations;
using AdaptiveOutbound.Tests.Support;
using NUnit.Framework;

namespace AdaptiveOutbound.Tests.Operations;

/// <summary>Alone, since what it takes of memory is counted.</summary>
[Category("Long"), NonParallelizable]
internal sealed class BigBackupTests
{
    [TestCase(null)]
    [TestCase(BackupFormat.Copy)]
    public async Task A_million_records_and_a_million_items_come_back_and_are_never_held_in_memory(object? format)
    {
        await using var source = await TestDatabase.CreateAsync();
        await using var target = await TestDatabase.CreateAsync();
        await FillAsync(source);
        var file = Path.Combine(Path.GetTempPath(), $"outbound-big-{Guid.NewGuid():N}.zip");
        try
        {
            var (before, began) = (GC.GetTotalAllocatedBytes(), Stopwatch.GetTimestamp());
            var made = await source.BackUpAsync(file, new BackupWish(Format: (BackupFormat?)format));
            var backedUp = Stopwatch.GetElapsedTime(began);
            await target.RestoreAsync(file);
            TestContext.Out.WriteLine($"{made.Manifest.Format}: {made.Manifest.Rows} rows, {made.Bytes / 1_000_000} MB, backed up in {backedUp.TotalSeconds:0.0} s, restored in {(Stopwatch.GetElapsedTime(began) - backedUp).TotalSeconds:0.0} s");

            Assert.That(GC.GetTotalAllocatedBytes() - before, Is.LessThan(200_000_000), "of 700 MB of rows");
        }
        finally
        {
            File.Delete(file);
        }

        var (left, right) = (await source.MeasureAsync(), await target.MeasureAsync());
        Assert.That((right["accounts"], right["job_items"]), Is.EqualTo((left["accounts"], left["job_items"])));
    }

    private static async Task FillAsync(TestDatabase database)
    {
        var workspace = await TestWorkspace.CreateAsync(database, "big");
        await database.Owner.ExecuteAsync("""
            INSERT INTO outbound.accounts (id, workspace_id, domain, fields, provenance, created_at, updated_at)
            SELECT gen_random_uuid(), $1, 'c' || n || '.example', jsonb_build_object('name', 'Company ' || n, 'industry', 'software', 'description', repeat('word ' || n, 20)), '{"name": ["import", null]}', now(), now()
              FROM generate_series(1, 1000000) n
            """, CancellationToken.None, workspace);
        await database.Owner.ExecuteAsync("""
            INSERT INTO outbound.job_items (id, workspace_id, job_id, lane_id, record_id, state, rank, attempts, rescues, outcome, credits, finished_at)
            SELECT gen_random_uuid(), $1, $1, $1, gen_random_uuid(), 2, 5, 1, 0, 1, 1, now() FROM generate_series(1, 1000000)
            """, CancellationToken.None, workspace);
    }
}
