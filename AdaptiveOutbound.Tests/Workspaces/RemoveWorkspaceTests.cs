using AdaptiveOutbound.Data.Workspaces;
using AdaptiveOutbound.Jobs.Workspaces;
using AdaptiveOutbound.Tests.Support;
using NUnit.Framework;

namespace AdaptiveOutbound.Tests.Workspaces;

internal sealed class RemoveWorkspaceTests
{
    private const string By = "olga@tidewater.example";

    [Test]
    public async Task A_running_chunk_ends_with_its_batch_and_then_nothing_is_left_but_the_audit_log()
    {
        await using var host = await EngineHost.CreateAsync();
        var gate = new Gate();
        host.Work.BatchSize = 10;
        host.Work.Run = gate.HangAsync;
        await host.RunAsync("UPDATE outbound.lanes SET width = 1 WHERE id = $1", await host.Make.LaneAsync());
        await host.Make.JobAsync(100);
        await host.RunAsync("""
            INSERT INTO outbound.workspace_settings (workspace_id, keys, sealed_keys, reveal_personal_emails, match_days, no_match_days, time_zone, revision)
            VALUES ($1, '{}', '{}', false, 90, 14, 'UTC', 0)
            """, host.Make.Workspace);
        await host.StartAsync();
        await gate.Entered;
        var (workspace, removals) = (host.Make.Workspace, host.Get<RemovalStore>());
        var slug = await host.AskAsync<string>("SELECT slug FROM outbound.workspaces");

        Assert.That(await new RemoveWorkspace(removals).ExecuteAsync(workspace, slug, By, CancellationToken.None), Is.True);
        Assert.That(await removals.StepAsync(workspace, CancellationToken.None), Is.Null, "it waits for the chunk");
        await using (var held = await host.Database.Owner.OpenConnectionAsync())
        await using (var transaction = await held.BeginTransactionAsync())
        {
            // While the test holds the removal, no process takes a step of it.
            await using var hold = new Npgsql.NpgsqlCommand("SELECT FROM outbound.removals FOR UPDATE", held, transaction);
            await hold.ExecuteNonQueryAsync();
            gate.Open();
            await host.UntilAsync("SELECT status = 'finished' FROM outbound.chunks");
            Assert.That(await host.AskAsync<string>("SELECT processed || ' of ' || total FROM outbound.jobs"), Is.EqualTo("10 of 100"), "what its batch paid for was kept");
        }

        await new FinishRemoval(removals, TimeProvider.System).ExecuteAsync(workspace, _ => { }, CancellationToken.None);

        Assert.That(host.Work.Batches, Has.Count.EqualTo(1));
        Assert.That(await LeftAsync(host, workspace), Is.EqualTo(new[] { "audit_events 1" }));
        Assert.That(await host.AskAsync<string>("SELECT actor || ' ' || action || ' ' || subject FROM outbound.audit_events"), Is.EqualTo($"{By} workspace.removed workspace {slug}"));
        Assert.That(await host.AskAsync<int>("SELECT count(*)::int FROM outbound.workspaces"), Is.Zero);
    }

    // Each table that still holds rows of the workspace, and how many.
    private static async Task<string[]> LeftAsync(EngineHost host, Guid workspace)
    {
        var tables = await host.AskAsync<string[]>("""
            SELECT array_agg(c.relname::text ORDER BY c.relname) FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'workspace_id' AND NOT a.attisdropped
             WHERE c.relnamespace = 'outbound'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
            """);
        Assert.That(tables, Has.Length.GreaterThan(15).And.Contain("jobs").And.Contain("job_items").And.Contain("workspace_settings"));
        List<string> left = [];
        foreach (var table in tables)
        {
            if (await host.AskAsync<int>($"SELECT count(*)::int FROM outbound.{table} WHERE workspace_id = $1", workspace) is > 0 and var rows) left.Add($"{table} {rows}");
        }

        return [.. left];
    }
}
