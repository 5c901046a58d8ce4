using System.Globalization;
using System.Net.Http.Headers;
using System.Text.RegularExpressions;
using AdaptiveOutbound.Tests.Access;
using AdaptiveOutbound.Tests.Support;
using NUnit.Framework;

namespace AdaptiveOutbound.Tests.Api;

/// <summary>Readers of events that come and go, over HTTP.</summary>
internal sealed partial class EventReadersApiTests : ApiFixture
{
    private const string Metrics = "a-token-for-metrics-only";
    private const string Listening = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'outbound-events'";

    // A reader that leaves hangs up at once instead of reading on for a while.
    private readonly HttpClient _client = new(new SocketsHttpHandler { MaxResponseDrainSize = 0 });

    [OneTimeTearDown]
    public void CloseClient() => _client.Dispose();

    protected override Task ConfigureAsync()
    {
        Program.Environment["Host__MetricsToken"] = Metrics;
        Program.Environment["Host__EventHeartbeat"] = "1";
        return Task.CompletedTask;
    }

    [Test]
    public async Task Readers_share_one_connection_and_leave_nothing_behind_when_they_hang_up()
    {
        List<HttpResponseMessage> streams = [];
        for (var i = 0; i < 12; i++)
            streams.Add(await OpenAsync(Owner, "/api/v1/events"));
        await Eventually.TrueAsync(async () => await ReadersAsync() == 12, "twelve readers are counted");
        var listening = await ScalarAsync(Listening);

        streams.ForEach(s => s.Dispose());

        await Eventually.TrueAsync(async () => await ReadersAsync() == 0, "the readers are gone");
        Assert.That((listening, await ScalarAsync(Listening)), Is.EqualTo(("1", "1")), "one connection a process, however many read");
        Assert.That(await ScalarAsync("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND state LIKE 'idle in transaction%'"), Is.EqualTo("0"));
    }

    [Test]
    public async Task A_quiet_stream_gets_a_comment()
    {
        using var stream = await OpenAsync(Owner, "/api/v1/events");
        using var reader = new StreamReader(await stream.Content.ReadAsStreamAsync());

        Assert.That(await LineAsync(reader, line => line.StartsWith(':')), Is.EqualTo(": nothing new"));
    }

    [Test]
    public async Task The_stream_of_a_token_that_is_revoked_ends()
    {
        var token = await TokenAsync("viewer");
        using var stream = await OpenAsync(token, "/api/v1/events");
        using var reader = new StreamReader(await stream.Content.ReadAsStreamAsync());
        await LineAsync(reader, line => line.StartsWith(':'));

        await RunSqlAsync("UPDATE outbound.api_tokens SET revoked_at = now() WHERE role = 'viewer'");

        await reader.ReadToEndAsync().WaitAsync(TimeSpan.FromSeconds(30));
        using var again = await OpenAsync(token, "/api/v1/events");
        Assert.That((int)again.StatusCode, Is.EqualTo(401));
    }

    [TestCase("UPDATE outbound.users SET security_stamp = 'another' WHERE name = 'reader'", "sign-out everywhere changes the stamp")]
    [TestCase("DELETE FROM outbound.workspace_members m USING outbound.users u WHERE u.id = m.user_id AND u.name = 'reader'", "removed")]
    public async Task The_stream_of_a_page_ends_with_the_session_and_with_the_membership(string ending, string because)
    {
        await RunSqlAsync("DELETE FROM outbound.users WHERE name = 'reader'");
        await RunSqlAsync(SignedUp.Sql(Guid.CreateVersion7(), "reader@company.example", false, (Demo, "viewer")));
        using var session = new PageSession(Api.Client.BaseAddress!);
        Assert.That(await session.SignInAsync("reader@company.example", SignedUp.Password), Is.True);
        using var stream = await session.OpenAsync($"/w/{Demo}/jobs/events");
        using var reader = new StreamReader(await stream.Content.ReadAsStreamAsync());
        for (var beat = 0; beat < 6; beat++) await LineAsync(reader, line => line.StartsWith(':')); // it was asked, and goes on

        await RunSqlAsync(ending);

        Assert.That(await reader.ReadToEndAsync().WaitAsync(TimeSpan.FromSeconds(30)), Does.Contain("event: end"), because);
    }

    [Test]
    public async Task One_reader_too_many_is_told_to_come_back_and_other_workspaces_are_not_kept_out()
    {
        await WorkspaceAsync("other");
        var stranger = await TokenAsync("viewer", "other");
        var streams = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => OpenAsync(Owner, "/api/v1/events")));
        await Eventually.TrueAsync(async () => await ReadersAsync() == 100, "a hundred readers are counted");

        using var refused = await OpenAsync(Owner, "/api/v1/events");
        using var other = await OpenAsync(stranger, "/api/v1/events");
        Assert.That(((int)refused.StatusCode, refused.Headers.RetryAfter?.Delta), Is.EqualTo((429, TimeSpan.FromMinutes(1))));
        Assert.That(await refused.Content.ReadAsStringAsync(), Does.Contain("too_many_readers"));
        Assert.That((int)other.StatusCode, Is.EqualTo(200));

        streams[0].Dispose();
        await Eventually.TrueAsync(async () => await StatusAsync() == 200, "where one left another may come");
        foreach (var stream in streams) stream.Dispose();
        other.Dispose();
        await Eventually.TrueAsync(async () => await ReadersAsync() == 0, "all are gone");
    }

    private async Task<int> StatusAsync()
    {
        using var stream = await OpenAsync(Owner, "/api/v1/events");
        return (int)stream.StatusCode;
    }

    private Task<HttpResponseMessage> OpenAsync(string token, string path) => _client.SendAsync(
        new HttpRequestMessage(HttpMethod.Get, new Uri(Api.Client.BaseAddress!, path)) { Headers = { Authorization = new AuthenticationHeaderValue("Bearer", token) } }, HttpCompletionOption.ResponseHeadersRead);

    private async Task<int> ReadersAsync() =>
        int.Parse(Readers().Match((await Api.GetAsync(Metrics, "/metrics")).Text).Groups[1].Value, CultureInfo.InvariantCulture);

    private static async Task<string> LineAsync(StreamReader reader, Func<string, bool> wanted)
    {
        while (await reader.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(20)) is { } line)
        {
            if (wanted(line)) return line;
        }

        throw new InvalidOperationException("The stream ended.");
    }

    [GeneratedRegex(@"^outbound_event_readers (\d+)$", RegexOptions.Multiline)]
    private static partial Regex Readers();
}
