using AdaptiveOutbound.Jobs.Jobs;
using AdaptiveOutbound.Tests.Support;
using NUnit.Framework;

namespace AdaptiveOutbound.Tests.Jobs;

/// <summary>Who follows jobs hears of every change, in order to look, and leaves nothing behind.</summary>
internal sealed class JobEventsTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    [Test]
    public async Task A_job_is_followed_from_its_creation_to_its_end_and_the_reader_leaves_nothing_behind()
    {
        await using var host = await EngineHost.CreateAsync();
        var job = await host.Make.JobAsync(items: 3);
        using var limit = new CancellationTokenSource(Limit);
        List<FollowedJob> seen = [];

        await foreach (var followed in host.Get<FollowJobs>().ExecuteAsync(host.Make.Workspace, job, null, limit.Token))
        {
            if (seen.Count == 0) await host.StartAsync();
            seen.Add(followed);
        }

        Assert.That(seen[0].Job!.Status, Is.EqualTo("pending"));
        Assert.That((seen[^1].Job!.Status, seen[^1].Job!.Counts.Enriched), Is.EqualTo(("completed", 3)));
        Assert.That(host.Get<JobEvents>().Readers, Is.Zero);
    }

    [Test]
    public async Task A_reader_that_hangs_up_is_forgotten()
    {
        await using var host = await EngineHost.CreateAsync();
        var job = await host.Make.JobAsync();
        using var gone = new CancellationTokenSource();

        await using var reader = host.Get<FollowJobs>().ExecuteAsync(host.Make.Workspace, job, null, gone.Token).GetAsyncEnumerator();
        await reader.MoveNextAsync();
        Assert.That(host.Get<JobEvents>().ReadersOf(host.Make.Workspace), Is.EqualTo(1));
        await gone.CancelAsync();

        Assert.That(async () => await reader.MoveNextAsync(), Throws.InstanceOf<OperationCanceledException>());
        Assert.That(host.Get<JobEvents>().Readers, Is.Zero);
    }

    [Test]
    public async Task Steering_and_many_new_jobs_are_told_to_their_workspace_only()
    {
        await using var host = await EngineHost.CreateAsync();
        var job = await host.Make.JobAsync();
        var other = await TestWorkspace.CreateAsync(host.Database, "other");
        using var limit = new CancellationTokenSource(Limit);
        using var own = host.Get<JobEvents>().Subscribe(host.Make.Workspace, null);
        using var strangers = host.Get<JobEvents>().Subscribe(other, null);
        await ListeningAsync(own, strangers, limit.Token);

        await host.Get<PauseJob>().ExecuteAsync(host.Make.Workspace, job, CancellationToken.None);
        var paused = await own.TakeAsync(limit.Token);
        await host.RunAsync("UPDATE outbound.lanes SET waiting_reason = 'key', waiting_until = now() + interval '1 h'");
        var rests = await own.TakeAsync(limit.Token);

        Assert.That(paused.Jobs, Is.EqualTo(new[] { job }));
        Assert.That(rests.Jobs, Is.Null, "any job of the workspace may wait for another reason now");
        Assert.That(strangers.TakeAsync(limit.Token).AsTask().IsCompleted, Is.False);
    }

    [Test]
    public async Task A_broken_connection_is_made_again_and_says_to_look_at_everything()
    {
        await using var host = await EngineHost.CreateAsync();
        using var limit = new CancellationTokenSource(Limit);
        using var reader = host.Get<JobEvents>().Subscribe(host.Make.Workspace, null);
        await ListeningAsync(reader, null, limit.Token);

        await host.Database.RunAsSuperuserAsync("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'outbound-events'");
        var again = await reader.TakeAsync(limit.Token);
        var job = await host.Make.JobAsync();

        Assert.That(again.Jobs, Is.Null);
        Assert.That((await reader.TakeAsync(limit.Token)).Jobs, Is.EqualTo(new[] { job }));
    }

    [Test]
    public async Task A_slow_reader_holds_each_job_once_and_never_more_than_a_hundred()
    {
        var (inbox, jobs) = (new JobInbox(null), Enumerable.Range(0, 101).Select(_ => Guid.NewGuid()).ToArray());
        await inbox.TakeAsync(CancellationToken.None);

        foreach (var job in jobs[..100].Concat(jobs[..100])) inbox.Put(job);
        var few = await inbox.TakeAsync(CancellationToken.None);
        foreach (var job in jobs) inbox.Put(job);
        var many = await inbox.TakeAsync(CancellationToken.None);

        Assert.That(few.Jobs, Is.EquivalentTo(jobs[..100]));
        Assert.That(many.Jobs, Is.Null);
        Assert.That(inbox.TakeAsync(CancellationToken.None).AsTask().IsCompleted, Is.False);
    }

    // The first change comes at once, the second when the connection listens.
    private static async Task ListeningAsync(JobSubscription one, JobSubscription? other, CancellationToken cancellationToken)
    {
        for (var i = 0; i < 2; i++)
        {
            await one.TakeAsync(cancellationToken);
            if (other is not null) await other.TakeAsync(cancellationToken);
        }
    }
}
