using AdaptiveOutbound.Tests.Providers;
using AdaptiveOutbound.Web.Hosting;
using AdaptiveOutbound.Web.Releases;
using NUnit.Framework;

namespace AdaptiveOutbound.Tests.Releases;

internal sealed class ReadyWaitTests
{
    [TestCase("2.0.0", false, null)]
    [TestCase("1.0.0", true, "another release (1.0.0) answers at URL")]
    [TestCase(null, true, null, Description = "an older release, which says nothing, is gone back to")]
    [TestCase(null, false, "another release (it does not say which) answers at URL")]
    public async Task The_release_that_answers_must_be_the_one_that_was_started(string? answers, bool mayBeSilent, string? says)
    {
        await using var web = await HttpDouble.StartAsync();
        web.Reply = _ => new Reply(200, "ready\n", "text/plain", answers is null ? [] : [(Readiness.ReleaseHeader, answers)]);

        Assert.That(await AskAsync(Url(web), "2.0.0", mayBeSilent), Is.EqualTo(says?.Replace("URL", Url(web).ToString(), StringComparison.Ordinal)));
    }

    [Test]
    public async Task What_is_not_ready_says_why_and_who_does_not_answer_is_named()
    {
        var web = await HttpDouble.StartAsync();
        web.Reply = _ => new Reply(503, "migrations pending\n", "text/plain");
        Assert.That(await AskAsync(Url(web), null, true), Is.EqualTo($"{Url(web)} answers 503 migrations pending"));

        await web.DisposeAsync();

        Assert.That(await AskAsync(Url(web), null, true), Does.StartWith($"no answer at {Url(web)}: ").And.Not.Contain("error occurred"));
    }

    private static async Task<string?> AskAsync(Uri url, string? release, bool mayBeSilent)
    {
        using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(20) };
        return await ReadyWait.AskAsync(http, url, release, mayBeSilent, CancellationToken.None);
    }

    private static Uri Url(HttpDouble web) => new($"{web.BaseUrl}/ready");
}
