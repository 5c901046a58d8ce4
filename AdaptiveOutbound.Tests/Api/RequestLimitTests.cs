using System.Net.Http.Headers;
using AdaptiveOutbound.Tests.Commands;
using NUnit.Framework;

namespace AdaptiveOutbound.Tests.Api;

internal sealed class RequestLimitTests : CommandFixture
{
    [Test]
    public async Task A_token_that_asks_too_often_is_told_when_to_come_back_and_others_are_served()
    {
        Program.Environment["Host__RequestsPerMinute"] = "3";
        await Program.RunAsync("workspace", "create", "demo");
        var (busy, other) = (await TokenAsync(), await TokenAsync());
        await using var api = await ServedProgram.StartAsync(Program);

        for (var i = 0; i < 3; i++)
            Assert.That((await api.GetAsync(busy, "/api/v1/jobs")).Status, Is.EqualTo(200));
        using var refused = await api.Client.SendAsync(new HttpRequestMessage(HttpMethod.Get, "/api/v1/jobs") { Headers = { Authorization = new AuthenticationHeaderValue("Bearer", busy) } });

        Assert.That(((int)refused.StatusCode, refused.Content.Headers.ContentType!.MediaType), Is.EqualTo((429, "application/problem+json")));
        Assert.That(await refused.Content.ReadAsStringAsync(), Does.Contain("too_many_requests"));
        Assert.That(refused.Headers.RetryAfter!.Delta!.Value.TotalSeconds, Is.InRange(1, 60));
        Assert.That((await api.GetAsync(other, "/api/v1/jobs")).Status, Is.EqualTo(200));
        Assert.That((await api.GetAsync(busy, "/health/live")).Status, Is.EqualTo(200));
    }

    [TestCase("0")]
    [TestCase("many")]
    public async Task A_limit_that_cannot_be_is_refused_at_start(string value)
    {
        Program.Environment["Host__RequestsPerMinute"] = value;

        var run = await Program.RunAsync("serve", "--roles", "web", "--urls", "http://127.0.0.1:0");

        Assert.That(run.ExitCode, Is.Not.Zero);
        Assert.That(run.Error, Does.Contain("Host__RequestsPerMinute"));
    }

    private async Task<string> TokenAsync() => (await Program.RunAsync("token", "create", "--role", "viewer")).Out.Trim();
}
