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
        await WorkspaceAsync("demo");
        var (busy, other) = (await TokenAsync("viewer"), await TokenAsync("viewer"));
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

    [Test]
    [Category("Long")]
    public async Task Behind_a_listed_proxy_each_client_counts_by_itself_and_nobody_else_is_believed()
    {
        Program.Environment["Host__RequestsPerMinute"] = "3";
        Program.Environment["Host__TrustedProxies"] = "::1, 127.0.0.1, 10.0.0.0/8";
        await using var api = await ServedProgram.StartAsync(Program);

        for (var i = 0; i < 3; i++)
            Assert.That((await FromAsync(api, "/api/v1/jobs", "203.0.113.1")).Status, Is.EqualTo(401));
        Assert.That((await FromAsync(api, "/api/v1/jobs", "198.51.100.7, 203.0.113.1, 10.1.2.3")).Status, Is.EqualTo(429), "what the client itself wrote before it counts for nothing");
        Assert.That((await FromAsync(api, "/api/v1/jobs", "203.0.113.2")).Status, Is.EqualTo(401));
        Assert.That((await FromAsync(api, "/sign-in", "203.0.113.2")).Strict, Is.True, "it came by https");

        Program.Environment.Remove("Host__TrustedProxies");
        await using var alone = await ServedProgram.StartAsync(Program);
        Assert.That((await FromAsync(alone, "/sign-in", "203.0.113.2")).Strict, Is.False);
    }

    [TestCase("Host__RequestsPerMinute", "0")]
    [TestCase("Host__RequestsPerMinute", "many")]
    [TestCase("Host__TrustedProxies", "127.0.0.1, proxy.example")]
    public async Task A_setting_that_cannot_be_is_refused_at_start(string setting, string value)
    {
        Program.Environment[setting] = value;

        var run = await Program.RunAsync("serve", "--roles", "web", "--urls", "http://127.0.0.1:0");

        Assert.That(run.ExitCode, Is.Not.Zero);
        Assert.That(run.Error, Does.Contain(setting));
    }

    [TestCase("https://ada:SECRET@outbound.example.com")]
    [TestCase("https://SEC RET@outbound.example.com")]
    [TestCase("https://outbound.example.com/#there")]
    public async Task An_address_that_cannot_begin_every_link_is_refused_at_start_and_shows_no_password(string address)
    {
        Program.Environment["Host__PublicUrl"] = address;

        var run = await Program.RunAsync("serve", "--roles", "web", "--urls", "http://127.0.0.1:0");

        Assert.That(run.ExitCode, Is.Not.Zero);
        Assert.That(run.Error, Does.Contain("Host__PublicUrl").And.Contain("such as https://outbound.example.com").And.Not.Contain("SECRET").And.Not.Contain("SEC RET"));
    }

    private static async Task<(int Status, bool Strict)> FromAsync(ServedProgram api, string path, string clients)
    {
        using var response = await api.Client.SendAsync(new HttpRequestMessage(HttpMethod.Get, path) { Headers = { { "X-Forwarded-For", clients }, { "X-Forwarded-Proto", "https" } } });
        return ((int)response.StatusCode, response.Headers.Contains("Strict-Transport-Security"));
    }
}
