using System.Diagnostics;
using AdaptiveOutbound.Jobs.Providers.Apollo;
using AdaptiveOutbound.Jobs.Providers;
using AdaptiveOutbound.Tests.Providers;
using AdaptiveOutbound.Web.Sandbox;
using Microsoft.Extensions.Time.Testing;
using NUnit.Framework;

namespace AdaptiveOutbound.Tests.Sandbox;

[TestFixture]
internal sealed class SandboxTests
{
    [Test]
    public async Task Knows_four_companies_of_five_and_tells_the_same_twice()
    {
        var first = await AskAllAsync(new SandboxOptions());
        var again = await AskAllAsync(new SandboxOptions());
        var other = await AskAllAsync(new SandboxOptions { Seed = 2 });

        Assert.That(first.Count(id => id is not null), Is.InRange(740, 860));
        Assert.That(again, Is.EqualTo(first));
        Assert.That(other, Is.Not.EqualTo(first));
    }

    [Test]
    public async Task Answers_one_record_alike_alone_and_in_bulk()
    {
        await using var sandbox = await StartAsync(new SandboxOptions { MatchShare = 1 });
        using var provider = Provider(sandbox);

        var alone = (Answer.Matched)(await AskAsync(provider, false, Ask.Company("xn--mller-kva.de"))).Answers!.Single();
        var bulk = (Answer.Matched)(await AskAsync(provider, true, Ask.Company("xn--mller-kva.de"))).Answers!.Single();
        var person = (Answer.Matched)(await AskAsync(provider, true, Ask.Person(first: "Jürgen", last: "Weiß", domain: "a.example"))).Answers!.Single();

        Assert.That(alone.Fields["name"], Is.EqualTo("Müller GmbH"));
        Assert.That(bulk.ProviderRecordId, Is.EqualTo(alone.ProviderRecordId));
        Assert.That(person.Fields["email"], Is.EqualTo("juergen.weiss@a.example"));
    }

    [Test]
    public async Task Counts_in_fixed_windows_from_the_first_call_and_says_so()
    {
        var clock = new FakeTimeProvider();
        await using var sandbox = await SandboxServer.StartAsync(new SandboxOptions { LimitPerMinute = 2 }, clock, CancellationToken.None);
        using var provider = Provider(sandbox);

        var first = await AskAsync(provider, false, Ask.Company("a.example"));
        clock.Advance(TimeSpan.FromSeconds(20));
        await AskAsync(provider, false, Ask.Company("b.example"));
        var refused = await AskAsync(provider, false, Ask.Company("c.example"));
        clock.Advance(TimeSpan.FromSeconds(40));
        var after = await AskAsync(provider, false, Ask.Company("c.example"));

        Assert.That(first.Limits!.Minute, Is.EqualTo(new WindowReading(2, 1, 1)));
        Assert.That(first.Limits.Hour, Is.Null);
        Assert.That(((ProviderFailure.RateLimited)refused.Failure!).RetryAfter, Is.EqualTo(TimeSpan.FromSeconds(40)));
        Assert.That(after.Failure, Is.Null);
        Assert.That(sandbox.Calls.Limited, Is.EqualTo(1));
        Assert.That(sandbox.Calls.Summary()["organizations/enrich"], Is.EqualTo(new SandboxPathSummary(4, 4, 3)));
    }

    [Test]
    public async Task Accepts_only_its_own_keys()
    {
        await using var sandbox = await StartAsync(new SandboxOptions());
        using var provider = Provider(sandbox);
        using var stranger = new ApiKey("somebody-elses-key");
        using var own = new ApiKey("sandbox");

        var refused = await provider.AskAsync(new ProviderCall([Ask.Company("a.example")], new AskOptions(false), stranger, false), default);

        Assert.That(refused.Failure, Is.InstanceOf<ProviderFailure.KeyRejected>());
        Assert.That((await provider.TestKeyAsync(stranger, default)).Verdict, Is.EqualTo(KeyVerdict.Rejected));
        Assert.That((await provider.TestKeyAsync(own, default)).CreditsLeft, Is.EqualTo(100_000m));
    }

    private static IEnumerable<TestCaseData> Faults()
    {
        yield return Fault("rate_limited", faults => faults.RateLimited = 1);
        yield return Fault("server_error", faults => faults.BadGateway = 1);
        yield return Fault("unknown", faults => faults.Truncated = 1);
        yield return Fault("unknown", faults => faults.Oversized = 1);
        yield return Fault("unknown", faults => faults.Slow = 1);
        yield return Fault("unknown", faults => faults.Reset = 1);
        yield return Fault("invalid_request", faults => faults.BadDomain = "a.example");

        static TestCaseData Fault(string code, Action<SandboxFaults> set) => new(code, set);
    }

    [TestCaseSource(nameof(Faults))]
    public async Task Fails_as_told(string code, Action<SandboxFaults> set)
    {
        var options = new SandboxOptions { MatchShare = 1 };
        set(options.Faults);
        await using var sandbox = await StartAsync(options);
        using var provider = new SandboxProvider(sandbox.BaseUrl, new ApolloOptions { TimeLimit = TimeSpan.FromMilliseconds(500) }, TimeProvider.System);

        var result = await AskAsync(provider, true, Ask.Company("a.example"), Ask.Company("b.example"));

        Assert.That(result.Failure?.Code, Is.EqualTo(code));
    }

    [Test]
    public async Task Disturbs_bulk_rows_as_told()
    {
        var options = new SandboxOptions { MatchShare = 1, Faults = { Reordered = 1, Shortened = 1, Doubled = 1, FractionalCredits = true } };
        await using var sandbox = await StartAsync(options);
        using var provider = Provider(sandbox);
        var questions = Enumerable.Range(0, 10).Select(i => Ask.Person($"a.b{i}@x{i}.example")).ToArray();

        var result = await AskAsync(provider, true, questions);

        Assert.That(result.Answers![0], Is.InstanceOf<Answer.NoMatch>(), "the last of the reversed rows");
        Assert.That(result.Answers.OfType<Answer.Matched>().Select(m => m.Fields["email"]), Is.EqualTo(questions.Skip(1).Select(q => q.Email)));
        Assert.That(result.Answers.OfType<Answer.Matched>().Sum(m => m.Credits), Is.EqualTo(10.1m));
    }

    [Test]
    public async Task Runs_out_of_credits()
    {
        await using var sandbox = await StartAsync(new SandboxOptions { MatchShare = 1, CreditsPerKey = 1 });
        using var provider = Provider(sandbox);

        await AskAsync(provider, false, Ask.Company("a.example"));
        var result = await AskAsync(provider, false, Ask.Company("b.example"));

        Assert.That(((ProviderFailure.OutOfCredits)result.Failure!).ResetsAt, Is.Not.Null);
    }

    [Test]
    public async Task Shows_its_call_log_over_HTTP()
    {
        await using var sandbox = await StartAsync(new SandboxOptions());
        using var provider = Provider(sandbox);
        await AskAsync(provider, true, Ask.Company("a.example"), Ask.Company("b.example"));
        using var http = new HttpClient();

        var json = await http.GetStringAsync(new Uri(sandbox.BaseUrl, "/sandbox/calls"));

        Assert.That(json, Is.EqualTo("""{"limited":0,"mostInFlight":1,"paths":{"organizations/bulk_enrich":{"calls":1,"questions":2,"maxInAnyMinute":1}}}"""));
    }

    [Test]
    public async Task Holds_a_thousand_calls_at_once()
    {
        await using var sandbox = await StartAsync(new SandboxOptions { LimitPerMinute = null, Latency = TimeSpan.FromSeconds(1) });
        using var provider = Provider(sandbox);
        var started = Stopwatch.GetTimestamp();

        var results = await Task.WhenAll(Enumerable.Range(0, 1_000).Select(i => AskAsync(provider, true, Ask.Company($"x{i}.example"))));

        Assert.That(results.Count(r => r.Failure is null), Is.EqualTo(1_000));
        Assert.That(Stopwatch.GetElapsedTime(started), Is.LessThan(TimeSpan.FromSeconds(10)));
        TestContext.Out.WriteLine($"1,000 calls of 1 s took {Stopwatch.GetElapsedTime(started).TotalSeconds:0.00} s");
    }

    private static async Task<string?[]> AskAllAsync(SandboxOptions options)
    {
        await using var sandbox = await StartAsync(options);
        using var provider = Provider(sandbox);
        var calls = await Task.WhenAll(Enumerable.Range(0, 100).Select(i =>
            AskAsync(provider, true, [.. Enumerable.Range(0, 10).Select(j => Ask.Company($"firm-{i}-{j}.example"))])));
        return [.. calls.SelectMany(c => c.Answers!).Select(a => (a as Answer.Matched)?.ProviderRecordId)];
    }

    private static Task<SandboxServer> StartAsync(SandboxOptions options) => SandboxServer.StartAsync(options, TimeProvider.System, CancellationToken.None);

    private static SandboxProvider Provider(SandboxServer sandbox) => new(sandbox.BaseUrl, new ApolloOptions(), TimeProvider.System);

    private static async Task<CallResult> AskAsync(SandboxProvider provider, bool bulk, params Question[] questions)
    {
        using var key = new ApiKey("sandbox-test");
        return await provider.AskAsync(new ProviderCall(questions, new AskOptions(false), key, bulk), CancellationToken.None);
    }
}
