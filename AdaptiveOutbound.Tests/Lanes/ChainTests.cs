using AdaptiveOutbound.Data.Jobs;
using AdaptiveOutbound.Data.Lanes;
using AdaptiveOutbound.Jobs.Jobs;
using AdaptiveOutbound.Tests.Support;
using NUnit.Framework;
using Npgsql;

namespace AdaptiveOutbound.Tests.Lanes;

internal sealed class ChainTests
{
    [Test]
    public async Task A_job_feeds_the_next_one_while_it_runs_and_the_last_starts_when_both_have_ended()
    {
        await using var host = await EngineHost.CreateAsync(null, Works());
        var chain = await ChainAsync(host, parts: 4);
        await host.StartAsync();

        await host.UntilStatusAsync(chain[2], JobStatus.Completed);

        var ended = await host.AskAsync<Guid[]>("SELECT array_agg(id ORDER BY completed_at) FROM outbound.jobs");
        Assert.That(ended, Is.EqualTo(chain));
        Assert.That(await host.AskAsync<int[]>("SELECT array_agg(processed ORDER BY id) FROM outbound.jobs"), Is.EqualTo(new[] { 1, 40, 1 }));
        Assert.That(await host.AskAsync<bool>("SELECT bool_and(open_items = 0) FROM outbound.jobs"));
        Assert.That(await host.AskAsync<bool>("SELECT (SELECT started_at FROM outbound.jobs WHERE id = $1) >= (SELECT completed_at FROM outbound.jobs WHERE id = $2)", chain[2], chain[1]));
        Assert.That((await host.Get<ReadJobs>().ChainAsync(host.Make.Workspace, chain[0], CancellationToken.None)).Select(j => j.Id), Is.EqualTo(chain));
    }

    [Test]
    public async Task A_job_that_was_fed_nothing_still_ends_and_leads_on()
    {
        await using var host = await EngineHost.CreateAsync(null, Works());
        var chain = await ChainAsync(host, parts: 0);
        await host.StartAsync();

        await host.UntilStatusAsync(chain[2], JobStatus.Completed);

        Assert.That(await host.AskAsync<string[]>("SELECT array_agg(status ORDER BY id) FROM outbound.jobs"), Is.All.EqualTo("completed"));
    }

    [TestCase(0, Category = "Long")]
    [TestCase(1)]
    [TestCase(2, Category = "Long")]
    public async Task A_chain_is_paused_and_resumed_as_one_from_any_of_its_jobs(int asked)
    {
        var works = Works();
        await using var host = await EngineHost.CreateAsync(null, works);
        var gate = new Gate();
        var middle = new TaskCompletionSource();
        works[1].BatchSize = 10;
        works[1].Run = gate.HangAsync;
        var chain = await ChainAsync(host, parts: 100, part => part == 50 ? middle.Task : Task.CompletedTask);
        await host.StartAsync();
        await gate.Entered;
        await host.UntilAsync("SELECT total = 500 FROM outbound.jobs WHERE id = $1", chain[1]);

        await host.Get<PauseJob>().ExecuteAsync(host.Make.Workspace, chain[asked], CancellationToken.None);
        middle.SetResult();
        gate.Open();
        await host.UntilAsync("SELECT NOT EXISTS (SELECT FROM outbound.chunks WHERE status IN ('queued', 'processing')) AND NOT EXISTS (SELECT FROM outbound.job_items WHERE state IN (0, 1))");
        var paused = await host.AskAsync<string[]>("SELECT array_agg(status ORDER BY id) FROM outbound.jobs");
        await host.Get<ResumeJob>().ExecuteAsync(host.Make.Workspace, chain[asked], CancellationToken.None);
        await host.UntilStatusAsync(chain[2], JobStatus.Completed);

        Assert.That(paused, Is.All.EqualTo(JobStatus.Paused));
        Assert.That(await host.AskAsync<int[]>("SELECT array_agg(processed ORDER BY id) FROM outbound.jobs"), Is.EqualTo(new[] { 1, 1000, 1 }));
    }

    [Test]
    public async Task A_cancelled_chain_ends_and_starts_nothing_more()
    {
        var works = Works();
        await using var host = await EngineHost.CreateAsync(null, works);
        var gate = new Gate();
        works[1].Run = gate.HangAsync;
        var chain = await ChainAsync(host, parts: 3);
        await host.StartAsync();
        await gate.Entered;

        await host.Get<CancelJob>().ExecuteAsync(host.Make.Workspace, chain[1], CancellationToken.None);
        gate.Open();
        await host.UntilAsync("SELECT bool_and(state = 2) FROM outbound.job_items");

        Assert.That(await host.AskAsync<string>("SELECT status FROM outbound.jobs WHERE id = $1", chain[2]), Is.EqualTo(JobStatus.Cancelled));
        Assert.That(works[2].Batches, Is.Empty);
        Assert.That(await host.AskAsync<short>("SELECT outcome FROM outbound.job_items WHERE job_id = $1", chain[2]), Is.EqualTo((short)ItemOutcome.Cancelled));
    }

    [Test]
    public async Task An_export_that_has_ended_is_not_run_again_when_what_led_to_it_is_retried()
    {
        var works = Works();
        await using var host = await EngineHost.CreateAsync(null, works);
        works[1].Run = ScriptedWork.EndWith(ItemOutcome.Failed);
        var chain = await ChainAsync(host, parts: 1);
        await host.StartAsync();
        await host.UntilStatusAsync(chain[2], JobStatus.Completed);

        works[1].Run = ScriptedWork.EndAll;
        await host.Get<RetryJob>().ExecuteAsync(host.Make.Workspace, chain[1], CancellationToken.None);
        await host.UntilStatusAsync(chain[1], JobStatus.Completed);

        Assert.That(works[2].Batches, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task An_export_that_runs_is_not_ended_by_a_retry_of_what_led_to_it()
    {
        var works = Works();
        await using var host = await EngineHost.CreateAsync(null, works);
        var gate = new Gate();
        works[1].Run = ScriptedWork.EndWith(ItemOutcome.Failed);
        works[2].Run = gate.HangAsync;
        var chain = await ChainAsync(host, parts: 1);
        await host.StartAsync();
        await gate.Entered;

        works[1].Run = ScriptedWork.EndAll;
        await host.Get<RetryJob>().ExecuteAsync(host.Make.Workspace, chain[1], CancellationToken.None);
        await host.UntilStatusAsync(chain[1], JobStatus.Completed);
        var during = await host.AskAsync<string>("SELECT status FROM outbound.jobs WHERE id = $1", chain[2]);
        gate.Open();
        await host.UntilStatusAsync(chain[2], JobStatus.Completed);

        Assert.That(during, Is.Not.EqualTo(JobStatus.Completed));
        Assert.That(await host.AskAsync<int>("SELECT open_items FROM outbound.jobs WHERE id = $1", chain[2]), Is.Zero);
    }

    private static ScriptedWork[] Works() => [new ScriptedWork("feed"), new ScriptedWork("fed"), new ScriptedWork("last")];

    /// <summary>As an import does: the first job's item reads a part and feeds ten items to the second, again and again.</summary>
    private static async Task<Guid[]> ChainAsync(EngineHost host, int parts, Func<int, Task>? before = null)
    {
        var last = await host.Make.JobAsync(1, new JobSpec { Id = new Guid("00000000-0000-7000-8000-000000000003"), Type = "last", DueAt = DateTimeOffset.MaxValue, WithoutRecords = true });
        var fed = await host.Make.JobAsync(0, new JobSpec { Id = new Guid("00000000-0000-7000-8000-000000000002"), Type = "fed", Holds = 1, LeadsTo = last });
        var fedLane = await host.Make.LaneAsync("fed");
        var part = 0;
        host.Work.Run = async (batch, commit, token) =>
        {
            if (part >= parts)
            {
                await ScriptedWork.EndAll(batch, commit, token);
                return;
            }
            await (before?.Invoke(part) ?? Task.CompletedTask);
            part++;
            commit.Effects.Add(new Feed(host.Make.Workspace, fed, fedLane));
            commit.Continued.AddRange(batch.Items.Select(i => i.Id));
        };
        var first = await host.Make.JobAsync(1, new JobSpec { Id = new Guid("00000000-0000-7000-8000-000000000001"), LeadsTo = fed, WithoutRecords = true });
        return [first, fed, last];
    }

    private sealed class Feed(Guid workspace, Guid job, Guid lane) : IBatchEffect
    {
        public IEnumerable<NpgsqlBatchCommand> Commands()
        {
            yield return Command("UPDATE outbound.jobs SET total = total + 10, open_items = open_items + 10 WHERE id = $1", job);
            yield return Command("""
                INSERT INTO outbound.job_items (id, workspace_id, job_id, lane_id, record_id, state, rank, attempts, rescues, credits)
                SELECT gen_random_uuid(), $2, j.id, $3, gen_random_uuid(), CASE j.status WHEN 'paused' THEN 4 ELSE 0 END, 5, 0, 0, 0
                  FROM outbound.jobs j, generate_series(1, 10) WHERE j.id = $1
                """, job, workspace, lane);
        }

        private static NpgsqlBatchCommand Command(string sql, params Guid[] parameters)
        {
            var command = new NpgsqlBatchCommand(sql);
            foreach (var value in parameters)
                command.Parameters.Add(new() { Value = value });
            return command;
        }
    }
}
