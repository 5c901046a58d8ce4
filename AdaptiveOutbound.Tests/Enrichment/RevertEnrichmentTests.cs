using AdaptiveOutbound.Data.Enrichment;
using AdaptiveOutbound.Data.Lanes;
using AdaptiveOutbound.Jobs.Enrichment;
using AdaptiveOutbound.Jobs.Jobs;
using NUnit.Framework;

namespace AdaptiveOutbound.Tests.Enrichment;

/// <summary>Reverts that are cut off, that others write beside, and that are refused.</summary>
internal sealed class RevertEnrichmentTests : RevertedRuns
{
    private static readonly DateTimeOffset Then = TimeProvider.System.GetUtcNow().AddMinutes(-10);

    [Test]
    public async Task A_record_counts_as_not_enriched_again_unless_an_earlier_value_is_left_or_a_later_answer_came()
    {
        var records = await AccountsAsync(5);
        var earlier = await RunAsync(records[..1], 1);
        await AnswerAsync(earlier, Then.AddDays(-1), "sandbox", (records[0], new() { ["city"] = "Köln" }));
        await AnswerAsync(Guid.CreateVersion7(), Then.AddDays(-1), "apollo", (records[4], new() { ["city"] = "Bonn" }));
        var run = await RunAsync(records, 4);
        await AnswerAsync(run, Then, "sandbox", (records[0], new() { ["city"] = "Mainz" }), (records[1], new() { ["city"] = "Mainz" }), (records[2], new() { ["city"] = "Mainz" }), (records[3], null), (records[4], new() { ["phone"] = "1" }));
        await AnswerAsync(Guid.CreateVersion7(), Then.AddDays(1), "sandbox", (records[2], new() { ["phone"] = "2" }));

        var would = await Host.Get<RehearseRevert>().ExecuteAsync(Host.Workspace, run, default);
        var done = await RevertAsync(run);

        Assert.That(would, Is.EqualTo(new RevertRehearsal(4, 4, 0, 0, true)));
        Assert.That(done, Is.EqualTo(new RevertCounts(4, 4, 1, 0)));
        Assert.That(await TextAsync("concat_ws(' ', coalesce(fields->>'city', '-'), CASE WHEN enriched_at IS NULL THEN '-' WHEN enriched_at < now() - interval '12 hours' THEN 'earlier' ELSE 'later' END, coalesce(answered_by, '-'))"),
            Is.EqualTo(new[] { "Köln earlier -", "- - -", "- later sandbox", "- - -", "Bonn earlier apollo" }), "city, since when it is enriched, who answered last");
    }

    [Test]
    public async Task Goes_on_behind_the_last_batch_that_was_written_when_its_worker_dies()
    {
        var records = await AccountsAsync(1_203);
        var run = await RunAsync(records, records.Length);
        await AnswerAsync(run, Then, "sandbox", records.Select(id => (id, (Dictionary<string, string>?)new Dictionary<string, string> { ["city"] = "Mainz" })));
        await Host.RunAsync($"DELETE FROM outbound.accounts WHERE id = '{records[700]}'");
        var job = await AskAsync(run);
        var (chunk, lane, items) = await OpenAsync(job);
        items = await CommitAsync(chunk, lane, await BatchAsync(chunk, lane, items));
        var late = await BatchAsync(chunk, lane, items);

        await Host.Get<ReconcileStore>().RescueChunkAsync(chunk, default);

        await Assert.ThrowsAsync<ChunkFencedException>(() => CommitAsync(chunk, lane, late));
        Assert.That(await Host.ReadAsync<long>("SELECT count(*) FROM outbound.accounts WHERE fields ? 'city'"), Is.EqualTo(702));
        Assert.That(await Host.ReadAsync<int>($"SELECT processed FROM outbound.jobs WHERE id = '{job}'"), Is.EqualTo(500));
        await WorkAsync(job);
        Assert.That(await CountsAsync(job), Is.EqualTo(new RevertCounts(1_202, 1_202, 0, 1)));
        Assert.That(await Host.ReadAsync<int>($"SELECT processed FROM outbound.jobs WHERE id = '{job}'"), Is.EqualTo(1_203));
        Assert.That(await Host.ReadAsync<long>("SELECT count(*) FROM outbound.accounts WHERE fields ? 'city' OR provenance::text LIKE '%sandbox%' OR answered_at IS NOT NULL"), Is.Zero);
    }

    [Test]
    public async Task Another_run_over_the_same_records_meanwhile_loses_nothing_and_brings_nothing_back()
    {
        var records = await AccountsAsync(1_000);
        var run = await RunAsync(records, records.Length);
        await AnswerAsync(run, Then, "sandbox", records.Select(id => (id, (Dictionary<string, string>?)new Dictionary<string, string> { ["city"] = "Mainz", ["phone"] = "1" })));
        var second = await RunAsync(records, records.Length);
        var job = await AskAsync(run);

        // From the end, so that each meets records that the other has had and records that it has not.
        var answering = Task.Run(async () =>
        {
            foreach (var some in records.Chunk(50).Reverse())
                await AnswerAsync(second, Then.AddMinutes(1), "sandbox", some.Select(id => (id, (Dictionary<string, string>?)new Dictionary<string, string> { ["city"] = "Bonn" })));
        });
        await WorkAsync(job);
        await answering;

        Assert.That(await Host.ReadAsync<long>("SELECT count(*) FROM outbound.accounts WHERE fields->>'city' = 'Bonn' AND NOT fields ? 'phone' AND enriched_at IS NOT NULL"), Is.EqualTo(1_000));
        Assert.That(await TracesAsync(run), Is.Zero);
        var counts = await CountsAsync(job);
        Assert.That((counts.Reverted + counts.Unchanged, counts.Gone), Is.EqualTo((1_000, 0)));
    }

    [Test]
    public async Task What_was_edited_or_reverted_while_a_provider_was_asked_is_not_overwritten_by_its_answer()
    {
        var records = await AccountsAsync(12);
        var run = await RunAsync(records, records.Length);
        await AnswerAsync(run, Then, "apollo", records.Select(id => (id, (Dictionary<string, string>?)new Dictionary<string, string> { ["phone"] = "of the run", ["headline"] = "of the run" })));
        var (chunk, lane, items) = await OpenAsync(await Host.EnrichAsync(records), records.Length);
        var asked = await BatchAsync(chunk, lane, items);

        await EditAsync(records[0], new() { ["city"] = "By hand" });
        await EditAsync(records[1], new() { ["domain"] = "another.example" });
        await RevertAsync(run);
        await CommitAsync(chunk, lane, asked);

        Assert.That(await TracesAsync(run), Is.Zero);
        Assert.That(await Host.ReadAsync<long>("SELECT count(*) FROM outbound.accounts WHERE fields::text LIKE '%of the run%'"), Is.Zero);
        Assert.That(await Host.ReadAsync<string>($"SELECT fields->>'city' FROM outbound.accounts WHERE id = '{records[0]}'"), Is.EqualTo("By hand"));
        Assert.That(await Host.ReadAsync<string>($"SELECT fields::text FROM outbound.accounts WHERE id = '{records[1]}'"), Is.EqualTo("""{"domain": "another.example"}"""), "the answer is about somebody else");
        Assert.That(await Host.ReadAsync<long>("SELECT count(*) FROM outbound.accounts WHERE enriched_at IS NOT NULL AND fields ? 'phone'"), Is.Positive, "the answers themselves are written");
    }

    [Test]
    public async Task Is_done_once_and_not_of_what_is_open_changed_nothing_or_is_no_enrichment()
    {
        var records = await AccountsAsync(3);
        var (run, nothing, open) = (await RunAsync(records, 2), await RunAsync(records, 0), await RunAsync(records, 3));
        await Host.RunAsync($"UPDATE outbound.jobs SET failed = 1 WHERE id = '{run}'; UPDATE outbound.jobs SET status = 'processing', completed_at = NULL WHERE id = '{open}'");
        var revert = Host.Get<RevertEnrichment>();

        Assert.That(await WhyAsync(nothing), Does.Contain("nothing to put back"));
        Assert.That(await WhyAsync(open), Does.Contain("has not ended"));
        var both = await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => revert.ExecuteAsync(Host.Workspace, run, "ada", default)));
        var first = both.OfType<RevertAnswer.Started>().Single().JobId;
        Assert.That(both.OfType<RevertAnswer.Conflict>().Single().Message, Does.Contain("was reverted before"));
        Assert.That(await WhyAsync(first), Does.Contain("Only a run that enriched"));
        Assert.That((await Host.Get<RetryJob>().ExecuteAsync(Host.Workspace, run, default) as SteerResult.Conflict)?.Message, Does.Contain("undone"), "else it would write again");
        await Host.RunAsync($"UPDATE outbound.jobs SET status = 'cancelled', completed_at = now() WHERE id = '{first}'");
        Assert.That(await revert.ExecuteAsync(Host.Workspace, run, "ada", default), Is.InstanceOf<RevertAnswer.Started>(), "one that was cancelled may be asked for again");
        Assert.That(await revert.ExecuteAsync(Guid.NewGuid(), run, "ada", default), Is.InstanceOf<RevertAnswer.NotFound>(), "a run of another workspace");

        async Task<string?> WhyAsync(Guid job) => (await revert.ExecuteAsync(Host.Workspace, job, "ada", default) as RevertAnswer.Conflict)?.Message;
    }

    [Test]
    public async Task Waits_for_the_batch_that_a_cancelled_run_still_writes_and_says_so_when_the_run_is_removed()
    {
        var records = await AccountsAsync(600);
        var run = await RunAsync(records, 600);
        var chunk = Guid.CreateVersion7();
        await Host.RunAsync($"""
            UPDATE outbound.jobs SET status = 'cancelled' WHERE id = '{run}';
            INSERT INTO outbound.chunks (id, lane_id, workspace_id, slot, status, items, created_at) SELECT '{chunk}', lane_id, workspace_id, 0, 'processing', 1, now() FROM outbound.jobs WHERE id = '{run}';
            UPDATE outbound.job_items SET state = 1, chunk_id = '{chunk}' WHERE job_id = '{run}' AND record_id = '{records[0]}'
            """);
        var early = await Host.Get<RevertEnrichment>().ExecuteAsync(Host.Workspace, run, "ada", default);
        await Host.RunAsync("UPDATE outbound.job_items SET state = 2; UPDATE outbound.chunks SET status = 'finished'");
        var job = await AskAsync(run);
        var (mine, lane, items) = await OpenAsync(job);
        items = await CommitAsync(mine, lane, await BatchAsync(mine, lane, items));

        await Host.RunAsync($"DELETE FROM outbound.job_items WHERE job_id = '{run}'; DELETE FROM outbound.job_logs WHERE job_id = '{run}'; DELETE FROM outbound.jobs WHERE id = '{run}'");
        await CommitAsync(mine, lane, await BatchAsync(mine, lane, items));

        Assert.That((early as RevertAnswer.Conflict)?.Message, Does.Contain("being written"));
        Assert.That(await Host.ReadAsync<string>($"SELECT concat_ws(' ', processed, failed, (SELECT message FROM outbound.job_logs WHERE job_id = '{job}' AND level = 'warning')) FROM outbound.jobs WHERE id = '{job}'"),
            Does.StartWith("501 1 The run was removed"));
    }

    private Task<long> TracesAsync(Guid run) => Host.ReadAsync<long>($"SELECT count(*) FROM outbound.accounts WHERE provenance::text LIKE '%{run}%'");

    private async Task<string[]> TextAsync(string expression) => await Host.ReadAsync<string[]>($"SELECT array_agg({expression} ORDER BY id) FROM outbound.accounts");
}
