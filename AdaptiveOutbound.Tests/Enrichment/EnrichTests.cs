using AdaptiveOutbound.Tests.Providers;
using AdaptiveOutbound.Web.Sandbox;
using NUnit.Framework;

namespace AdaptiveOutbound.Tests.Enrichment;

public sealed class EnrichTests
{
    [Test]
    public async Task Answers_every_record_once_and_asks_nothing_a_second_time()
    {
        await using var sandbox = await SandboxServer.StartAsync(new SandboxOptions(), TimeProvider.System, CancellationToken.None);
        await using var host = await EnrichHost.StartAsync(sandbox.BaseUrl, 200);

        var first = await host.EnrichAsync();
        await host.EndedAsync(first);
        var calls = sandbox.Calls.Calls.Count;
        var second = await host.EnrichAsync();
        await host.EndedAsync(second);

        Assert.Multiple(async () =>
        {
            Assert.That(calls, Is.EqualTo(20), "bulk calls of ten");
            Assert.That(sandbox.Calls.Calls, Has.Count.EqualTo(calls), "the second run asks nothing");
            Assert.That(await host.ReadAsync<int>($"SELECT enriched + no_match FROM outbound.jobs WHERE id = '{first}'"), Is.EqualTo(200));
            Assert.That(await host.ReadAsync<int>($"SELECT calls FROM outbound.jobs WHERE id = '{first}'"), Is.EqualTo(20));
            Assert.That(await host.ReadAsync<int>($"SELECT cache_hits FROM outbound.jobs WHERE id = '{second}'"), Is.EqualTo(200));
            Assert.That(await host.ReadAsync<long>("SELECT count(*) FROM outbound.provider_lookups WHERE state IN (1, 2)"), Is.EqualTo(200));
            Assert.That(await host.ReadAsync<long>("SELECT count(*) FROM outbound.accounts WHERE fields ? 'industry' AND provenance::text LIKE '%sandbox%'"),
                Is.EqualTo(await host.ReadAsync<int>($"SELECT enriched FROM outbound.jobs WHERE id = '{first}'")));
        });
    }

    [Test]
    public async Task A_match_whose_answer_was_cleaned_up_is_asked_again_and_a_no_match_is_not()
    {
        await using var sandbox = await SandboxServer.StartAsync(new SandboxOptions(), TimeProvider.System, CancellationToken.None);
        await using var host = await EnrichHost.StartAsync(sandbox.BaseUrl, 50);
        await host.EndedAsync(await host.EnrichAsync());
        var matched = await host.ReadAsync<long>("SELECT count(*) FROM outbound.provider_lookups WHERE state = 1");
        await host.RunAsync("UPDATE outbound.provider_lookups SET answer = NULL");

        var again = await host.EnrichAsync();
        await host.EndedAsync(again);

        Assert.That(matched, Is.InRange(1, 49));
        Assert.That(sandbox.Calls.Calls.Sum(c => c.Questions), Is.EqualTo(50 + matched));
        Assert.That(await host.ReadAsync<int>($"SELECT cache_hits FROM outbound.jobs WHERE id = '{again}'"), Is.EqualTo(50 - matched));
        Assert.That(await host.ReadAsync<int>($"SELECT enriched FROM outbound.jobs WHERE id = '{again}'"), Is.EqualTo(matched));
    }

    [Test]
    public async Task An_answer_that_adds_an_identity_does_not_make_the_record_ask_again()
    {
        await using var sandbox = await SandboxServer.StartAsync(new SandboxOptions { MatchShare = 1 }, TimeProvider.System, CancellationToken.None);
        await using var host = await EnrichHost.StartAsync(sandbox.BaseUrl, 1);
        await host.RunAsync("""
            UPDATE outbound.accounts SET domain = NULL, linkedin_slug = 'company/acme', fields = '{"linkedin_url": "https://www.linkedin.com/company/acme"}'
            """);

        await host.EndedAsync(await host.EnrichAsync());
        await host.EndedAsync(await host.EnrichAsync());

        Assert.That(await host.ReadAsync<bool>("SELECT fields ? 'domain' FROM outbound.accounts"), Is.True, "the answer told the domain");
        Assert.That(sandbox.Calls.Calls, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task Use_counts_the_questions_that_were_answered_and_not_those_that_a_limit_refused()
    {
        var options = new SandboxOptions { Faults = new SandboxFaults { RateLimited = 0.5, RetryAfter = TimeSpan.FromSeconds(1) } };
        await using var sandbox = await SandboxServer.StartAsync(options, TimeProvider.System, CancellationToken.None);
        await using var host = await EnrichHost.StartAsync(sandbox.BaseUrl, 60);

        await host.EndedAsync(await host.EnrichAsync());

        Assert.That(sandbox.Calls.Calls.Sum(c => c.Questions), Is.GreaterThan(60), "some were refused and came again");
        Assert.That(await host.ReadAsync<long>("SELECT sum(lookups) FROM outbound.usage_daily"), Is.EqualTo(60));
    }

    [Test]
    public async Task Two_jobs_at_once_pay_each_question_once()
    {
        await using var sandbox = await SandboxServer.StartAsync(new SandboxOptions { Latency = TimeSpan.FromMilliseconds(300) }, TimeProvider.System, CancellationToken.None);
        await using var host = await EnrichHost.StartAsync(sandbox.BaseUrl, 60);

        var jobs = await Task.WhenAll(host.EnrichAsync(), host.EnrichAsync());
        foreach (var job in jobs)
            await host.EndedAsync(job);

        Assert.That(sandbox.Calls.Calls.Sum(c => c.Questions), Is.EqualTo(60));
        Assert.That(await host.ReadAsync<long>("SELECT count(*) FROM outbound.provider_lookups"), Is.EqualTo(60));
    }

    [Test]
    public async Task A_bad_row_never_fails_its_neighbours()
    {
        await using var sandbox = await SandboxServer.StartAsync(new SandboxOptions { Faults = new() { BadDomain = "c7.example" } }, TimeProvider.System, CancellationToken.None);
        await using var host = await EnrichHost.StartAsync(sandbox.BaseUrl, 20);

        var job = await host.EnrichAsync();
        await host.EndedAsync(job);

        Assert.That(await host.ReadAsync<int>($"SELECT failed FROM outbound.jobs WHERE id = '{job}'"), Is.EqualTo(1));
        Assert.That(await host.ReadAsync<string>($"SELECT error_code FROM outbound.job_items WHERE job_id = '{job}' AND outcome = 3"), Is.EqualTo("invalid_request"));
    }

    [Test]
    public async Task A_rejected_key_stops_the_lane_and_spends_no_attempt()
    {
        await using var api = await HttpDouble.StartAsync();
        api.Reply = _ => new Reply(401, "Invalid access credentials.", "text/plain");
        await using var host = await EnrichHost.StartAsync(api.BaseUrl, 5, new() { Workers = 2 });

        var job = await host.EnrichAsync();
        await host.UntilAsync("SELECT EXISTS (SELECT FROM outbound.lanes WHERE waiting_reason = 'key')");
        await host.UntilAsync("SELECT NOT EXISTS (SELECT FROM outbound.chunks WHERE status IN ('queued', 'processing'))");

        Assert.That(await host.ReadAsync<long>($"SELECT count(*) FROM outbound.job_items WHERE job_id = '{job}' AND state = 0 AND attempts = 0"), Is.EqualTo(5));
        Assert.That(api.Requests, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task Used_up_credits_stop_the_lane_until_the_provider_says_so()
    {
        await using var sandbox = await SandboxServer.StartAsync(new SandboxOptions { CreditsPerKey = 1 }, TimeProvider.System, CancellationToken.None);
        await using var host = await EnrichHost.StartAsync(sandbox.BaseUrl, 60);

        await host.EnrichAsync();
        await host.UntilAsync("SELECT EXISTS (SELECT FROM outbound.lanes WHERE waiting_reason = 'provider_credits' AND waiting_until > now())");

        Assert.That(await host.ReadAsync<long>("SELECT count(*) FROM outbound.provider_lookups WHERE state = 0"), Is.Zero);
    }

    [Test]
    public async Task A_provider_that_cannot_be_reached_costs_no_attempt()
    {
        await using var host = await EnrichHost.StartAsync(new Uri("http://127.0.0.1:9/api/v1"), 5);

        var job = await host.EnrichAsync();
        await host.UntilAsync("SELECT EXISTS (SELECT FROM outbound.lanes WHERE waiting_reason = 'provider_down' AND wait_count = 1)");
        await host.UntilAsync("SELECT NOT EXISTS (SELECT FROM outbound.chunks WHERE status IN ('queued', 'processing'))");

        Assert.That(await host.ReadAsync<long>($"SELECT count(*) FROM outbound.job_items WHERE job_id = '{job}' AND state = 0 AND attempts = 0"), Is.EqualTo(5));
        Assert.That(await host.ReadAsync<int>($"SELECT calls FROM outbound.jobs WHERE id = '{job}'"), Is.EqualTo(3), "one try and two more");
    }

    [Test]
    [Category("Long")]
    public async Task An_answered_server_error_waits_and_is_parked_after_five_attempts()
    {
        await using var sandbox = await SandboxServer.StartAsync(new SandboxOptions { Faults = new() { BadGateway = 1 } }, TimeProvider.System, CancellationToken.None);
        await using var host = await EnrichHost.StartAsync(sandbox.BaseUrl, 2);

        var job = await host.EnrichAsync();
        for (var attempt = 1; attempt < 5; attempt++)
        {
            await host.UntilAsync($"SELECT count(*) = 2 FROM outbound.job_items WHERE state = 3 AND attempts = {attempt} AND due_at > now() + interval '40 s'");
            await host.SkipBackoffAsync();
        }
        await host.EndedAsync(job);

        Assert.That(await host.ReadAsync<string>($"SELECT status FROM outbound.jobs WHERE id = '{job}'"), Is.EqualTo("dead_letter"));
        Assert.That(await host.ReadAsync<long>($"SELECT count(*) FROM outbound.job_items WHERE job_id = '{job}' AND outcome = 6 AND attempts = 5"), Is.EqualTo(2));
    }

    [Test]
    public async Task An_answer_that_was_never_seen_is_counted_and_asked_once_more()
    {
        await using var sandbox = await SandboxServer.StartAsync(new SandboxOptions { Faults = new() { Reset = 1 } }, TimeProvider.System, CancellationToken.None);
        await using var host = await EnrichHost.StartAsync(sandbox.BaseUrl, 1);

        var job = await host.EnrichAsync();
        await host.UntilAsync("SELECT count(*) = 1 FROM outbound.job_items WHERE state = 3");
        await host.SkipBackoffAsync();
        await host.EndedAsync(job);
        var calls = sandbox.Calls.Calls.Count;
        var again = await host.EnrichAsync();
        await host.EndedAsync(again);

        Assert.Multiple(async () =>
        {
            Assert.That(calls, Is.EqualTo(2));
            Assert.That(sandbox.Calls.Calls, Has.Count.EqualTo(2), "not a third time");
            Assert.That(await host.ReadAsync<int>($"SELECT unknown FROM outbound.jobs WHERE id = '{job}'"), Is.EqualTo(2));
            Assert.That(await host.ReadAsync<decimal>($"SELECT credits FROM outbound.jobs WHERE id = '{job}'"), Is.EqualTo(2m));
            Assert.That(await host.ReadAsync<long>("SELECT count(*) FROM outbound.provider_lookups WHERE state = 4 AND previous_id IS NOT NULL"), Is.EqualTo(1));
            Assert.That(await host.ReadAsync<string>($"SELECT error_code FROM outbound.job_items WHERE job_id = '{job}'"), Is.EqualTo("answer_unknown"));
        });
    }

    [Test]
    public async Task A_lane_at_its_limit_waits_without_a_worker_and_without_a_429()
    {
        await using var sandbox = await SandboxServer.StartAsync(new SandboxOptions { LimitPerMinute = 4 }, TimeProvider.System, CancellationToken.None);
        await using var host = await EnrichHost.StartAsync(sandbox.BaseUrl, 100);

        var job = await host.EnrichAsync();
        await host.UntilAsync("SELECT EXISTS (SELECT FROM outbound.lanes WHERE waiting_reason = 'rate_limit' AND waiting_until > now() + interval '50 s')");
        await host.UntilAsync("SELECT NOT EXISTS (SELECT FROM outbound.chunks WHERE status IN ('queued', 'processing'))");

        Assert.Multiple(async () =>
        {
            Assert.That(sandbox.Calls.Limited, Is.Zero);
            Assert.That(sandbox.Calls.Calls, Has.Count.EqualTo(4));
            Assert.That(await host.ReadAsync<int>($"SELECT processed FROM outbound.jobs WHERE id = '{job}'"), Is.EqualTo(40));
            Assert.That(await host.ReadAsync<long>($"SELECT count(*) FROM outbound.job_items WHERE job_id = '{job}' AND state = 0 AND attempts = 0"), Is.EqualTo(60));
        });
    }
}
