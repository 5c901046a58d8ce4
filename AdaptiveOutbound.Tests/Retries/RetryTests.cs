using AdaptiveOutbound.Data.Jobs;
using AdaptiveOutbound.Jobs.Retries;
using AdaptiveOutbound.Tests.Support;
using NUnit.Framework;

namespace AdaptiveOutbound.Tests.Retries;

internal sealed class RetryTests
{
    private const string MakeDue = "UPDATE outbound.job_items SET due_at = now() WHERE state = 3";

    [Test]
    public async Task Items_that_wait_show_as_one_delayed_background_job_for_each_lane_and_minute()
    {
        await using var host = await EngineHost.CreateAsync();
        var due = new DateTimeOffset(TimeProvider.System.GetUtcNow().AddMinutes(10).Ticks / TimeSpan.TicksPerMinute * TimeSpan.TicksPerMinute, TimeSpan.Zero);
        host.Work.Run = (batch, commit, _) =>
        {
            for (var i = 0; i < batch.Items.Count; i++)
                commit.Retried.Add(new(batch.Items[i].Id, batch.Items[i].JobId, due.AddSeconds(i % 2 == 0 ? 5 : 65), "timeout", "No answer in time"));
            return Task.CompletedTask;
        };
        var job = await host.Make.JobAsync(40);
        await host.StartAsync();

        const string Scheduled = "SELECT count(*) FROM hangfire.job WHERE statename = 'Scheduled'";
        await host.UntilAsync($"SELECT ({Scheduled}) = 2");
        await host.UntilAsync("SELECT next_retry_at = $2 FROM outbound.jobs WHERE id = $1", job, due.AddSeconds(5));

        var names = await host.AskAsync<string[]>("SELECT array_agg(DISTINCT value) FROM hangfire.jobparameter p JOIN hangfire.job j ON j.id = p.jobid WHERE p.name = 'Name' AND j.statename = 'Scheduled'");
        Assert.That(names.Single(), Does.Contain(" · scripted"));
        Assert.That(await host.AskAsync<long>("SELECT count(*) FROM outbound.job_logs WHERE event = 'retry'"), Is.EqualTo(1));
    }

    [Test]
    public async Task The_fifth_failure_parks_the_item_and_the_job_says_so()
    {
        await using var host = await EngineHost.CreateAsync();
        host.Work.Run = (batch, commit, _) =>
        {
            foreach (var item in batch.Items)
                commit.FailForNow(item, "timeout", "No answer in time", TimeProvider.System.GetUtcNow(), 0.5);
            return Task.CompletedTask;
        };
        var job = await host.Make.JobAsync();
        await host.StartAsync();

        for (var attempt = 1; attempt < 5; attempt++)
        {
            await host.UntilAsync("SELECT state = 3 AND attempts = $1 FROM outbound.job_items", attempt);
            await host.RunAsync(MakeDue);
        }
        await host.UntilStatusAsync(job, JobStatus.DeadLetter);

        Assert.That(host.Work.Taken.Select(i => (int)i.Attempts), Is.EqualTo(new[] { 1, 2, 3, 4, 5 }));
        Assert.That(await host.AskAsync<int[]>("SELECT ARRAY[processed, failed, dead_letters, attempts] FROM outbound.jobs"), Is.EqualTo(new[] { 1, 1, 1, 5 }));
        Assert.That(await host.AskAsync<string>("SELECT error_code FROM outbound.job_items"), Is.EqualTo("timeout"));
    }

    [Test]
    public async Task A_job_of_which_something_succeeded_is_completed_even_when_an_item_was_parked()
    {
        await using var host = await EngineHost.CreateAsync();
        host.Work.Run = (batch, commit, _) =>
        {
            for (var i = 0; i < batch.Items.Count; i++)
                commit.Ended.Add(new(batch.Items[i].Id, batch.Items[i].JobId, i == 0 ? ItemOutcome.DeadLetter : ItemOutcome.NoMatch));
            return Task.CompletedTask;
        };
        var job = await host.Make.JobAsync(3);
        await host.StartAsync();

        await host.UntilStatusAsync(job, JobStatus.Completed);

        Assert.That(await host.AskAsync<int[]>("SELECT ARRAY[processed, failed, no_match] FROM outbound.jobs"), Is.EqualTo(new[] { 3, 1, 2 }));
    }
}
