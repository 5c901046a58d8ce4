using AdaptiveOutbound.Tests.Support;
using AdaptiveOutbound.Web.Sandbox;
using NUnit.Framework;

namespace AdaptiveOutbound.Tests.Enrichment;

/// <summary>Worker processes that share one key: the double, in this process, judges them by its own log.</summary>
[NonParallelizable]
internal sealed class SharedKeyTests
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    [Test]
    public async Task Two_worker_processes_keep_a_limit_that_neither_could_keep_alone()
    {
        var options = new SandboxOptions { LimitPerMinute = 40, LimitPerHour = 25, Latency = TimeSpan.FromMilliseconds(50) };
        await using var sandbox = await SandboxServer.StartAsync(options, TimeProvider.System, CancellationToken.None);
        await using var host = await EnrichHost.CreateAsync(sandbox.BaseUrl, 600);
        await host.EnrichAsync();
        await using var first = await ChildProcess.WorkerAsync(host.Connections, sandbox.BaseUrl, 10);
        await using var second = await ChildProcess.WorkerAsync(host.Connections, sandbox.BaseUrl, 10);

        await host.UntilAsync("SELECT coalesce(max(waiting_until) > now() + interval '50 minutes', false) FROM outbound.lanes");
        await Task.Delay(TimeSpan.FromSeconds(2)); // whoever would call too much had the time to

        var audit = new CallAudit(sandbox.Calls);
        audit.Holds(25, TimeSpan.FromHours(1));
        Assert.That(audit.Calls, Is.EqualTo(25), "and the hour is used up");
    }

    [Test, Category("Long")]
    public async Task Two_worker_processes_of_fifty_slots_never_exceed_a_window()
    {
        var options = new SandboxOptions { LimitPerMinute = 300, Latency = TimeSpan.FromMilliseconds(100) };
        await using var sandbox = await SandboxServer.StartAsync(options, TimeProvider.System, CancellationToken.None);
        await using var host = await EnrichHost.CreateAsync(sandbox.BaseUrl, 4_500);
        await using var first = await ChildProcess.WorkerAsync(host.Connections, sandbox.BaseUrl, 50);
        await using var second = await ChildProcess.WorkerAsync(host.Connections, sandbox.BaseUrl, 50);
        var job = await host.EnrichAsync();
        await host.RunAsync("UPDATE outbound.lanes SET width = 64");

        await host.EndedAsync(job, TimeSpan.FromSeconds(100));

        var audit = new CallAudit(sandbox.Calls);
        audit.Holds(300, Minute);
        Assert.That(audit.Each(Minute), Is.All.GreaterThanOrEqualTo(285));
    }

    [Test, Category("Long")]
    public async Task Two_thousand_companies_at_sixty_calls_a_minute_use_every_minute()
    {
        var options = new SandboxOptions { LimitPerMinute = 60, Latency = TimeSpan.FromMilliseconds(100) };
        await using var sandbox = await SandboxServer.StartAsync(options, TimeProvider.System, CancellationToken.None);
        await using var host = await EnrichHost.CreateAsync(sandbox.BaseUrl, 2_000);
        await using var worker = await ChildProcess.WorkerAsync(host.Connections, sandbox.BaseUrl, 20);

        await host.EndedAsync(await host.EnrichAsync(), TimeSpan.FromMinutes(5));

        var audit = new CallAudit(sandbox.Calls);
        audit.Holds(60, Minute);
        TestContext.Progress.WriteLine($"full minutes: {string.Join(", ", audit.Each(Minute))} calls");
        Assert.That(audit.Calls, Is.EqualTo(200), "bulk calls of ten");
        Assert.That(audit.Each(Minute), Has.Length.GreaterThanOrEqualTo(3).And.All.GreaterThanOrEqualTo(57));
        var chunks = await host.ReadAsync<int>("SELECT count(*)::int FROM outbound.chunks");
        TestContext.Progress.WriteLine($"{chunks} chunks in four minutes begun");
        Assert.That(chunks, Is.LessThanOrEqualTo(8 * 4), "a lane at its limit wakes for a sixth of it, not for each permit");
    }
}
