using System.Text.Json;
using System.Text.Json.Nodes;
using NUnit.Framework;

namespace AdaptiveOutbound.Tests.Api;

/// <summary>Schedules over the API of a served program, whose worker runs them.</summary>
internal sealed class SchedulesApiTests : ApiFixture
{
    private const string Path = "/api/v1/schedules";

    protected override Task ConfigureAsync()
    {
        Program.Environment["Schedules__Spread"] = "00:00:00";
        return Task.CompletedTask;
    }

    [Test]
    public async Task A_schedule_is_made_read_changed_and_removed()
    {
        var made = await Api.PostAsync(Owner, Path, """{"name":"Nightly","cron":"30 2 * * *","timeZone":"Europe/Berlin","type":"enrich_accounts","filter":{"stale":true},"provider":"sandbox","maxCredits":12.5,"priority":3,"overlap":"queue","missed":"skip"}""");
        Assert.That(made.Status, Is.EqualTo(201), made.Text);
        var at = $"{Path}/{made.Json.GetProperty("id").GetString()}";
        var read = await Api.GetAsync(Owner, at);
        Assert.That(read.Text, Is.EqualTo(made.Text));
        Assert.That(read.Json.GetProperty("nextTimes").GetArrayLength(), Is.EqualTo(5));
        Assert.That(read.Json.GetProperty("nextRunAt").GetDateTimeOffset(), Is.EqualTo(read.Json.GetProperty("nextTimes")[0].GetProperty("at").GetDateTimeOffset()));

        var changed = JsonNode.Parse(read.Text)!;
        (changed["enabled"], changed["name"]) = (false, "Paused");
        var put = await Api.SendJsonAsync(Owner, HttpMethod.Put, at, changed.ToJsonString());

        Assert.That(put.Status, Is.EqualTo(200), put.Text);
        Assert.That((put.Json.GetProperty("name").GetString(), put.Json.GetProperty("nextRunAt").ValueKind), Is.EqualTo(("Paused", JsonValueKind.Null)));
        Assert.That((await Api.GetAsync(Owner, Path)).Json.GetProperty("data").EnumerateArray().Select(s => s.GetProperty("name").GetString()), Does.Contain("Paused"));
        Assert.That((await Api.SendAsync(Owner, HttpMethod.Delete, at)).Status, Is.EqualTo(204));
        Assert.That(((await Api.GetAsync(Owner, at)).Status, (await Api.SendAsync(Owner, HttpMethod.Delete, at)).Status), Is.EqualTo((404, 404)));
        Assert.That(await ScalarAsync("SELECT string_agg(action, ' ' ORDER BY id) FROM outbound.audit_events WHERE action LIKE 'schedule.%' AND detail ->> 'name' IN ('Nightly', 'Paused')"), Is.EqualTo("schedule.made schedule.changed schedule.removed"));
    }

    [TestCase("""{"name":"x","cron":"0 0 30 2 *","type":"enrich_accounts"}""", "cron", "never fires")]
    [TestCase("""{"name":"x","cron":"* * * * * *","type":"enrich_accounts"}""", "cron", "once a minute")]
    [TestCase("""{"name":"x","cron":"0 0 * * *","type":"enrich_accounts","timeZone":"Mars/Base"}""", "timeZone", "IANA")]
    [TestCase("""{"name":" ","cron":"0 0 * * *","type":"enrich_accounts"}""", "name", "1 to 100")]
    [TestCase("""{"name":"x","cron":"0 0 * * *","type":"export_data"}""", "type", "enrich_accounts")]
    [TestCase("""{"name":"x","cron":"0 0 * * *"}""", "type", "missing")]
    [TestCase("""{"name":"x","cron":"0 0 * * *","type":"enrich_accounts","filter":{"olderThanDays":0}}""", "filter.olderThanDays", "1 to 3650")]
    [TestCase("""{"name":"x","cron":"0 0 * * *","type":"enrich_accounts","filter":{"age":1}}""", "filter.age", "There is no")]
    [TestCase("""{"name":"x","cron":"0 0 * * *","type":"enrich_accounts","maxCredits":-1}""", "maxCredits", "above 0")]
    [TestCase("""{"name":"x","cron":"0 0 * * *","type":"enrich_accounts","overlap":"both"}""", "overlap", "skip, queue")]
    [TestCase("""{"name":"x","cron":"0 0 * * *","type":"enrich_accounts","every":"day"}""", "every", "not known")]
    public async Task What_cannot_be_is_refused_by_field_and_makes_nothing(string body, string field, string reason)
    {
        var before = await ScalarAsync("SELECT count(*) FROM outbound.schedules");

        var answer = await Api.PostAsync(Owner, Path, body);

        Assert.That((answer.Status, answer.Json.GetProperty("errors")[0].GetProperty("field").GetString()), Is.EqualTo((422, field)), answer.Text);
        Assert.That(answer.Text, Does.Contain(reason));
        Assert.That(await ScalarAsync("SELECT count(*) FROM outbound.schedules"), Is.EqualTo(before));
    }

    [Test]
    public async Task Run_now_makes_its_job_once_a_key_says_what_hinders_it_and_is_in_the_history()
    {
        var id = (await Api.PostAsync(Owner, Path, """{"name":"By hand","cron":"0 0 1 1 *","type":"enrich_accounts","provider":"sandbox"}""")).Json.GetProperty("id").GetString();
        var estimate = await Api.GetAsync(Owner, $"{Path}/{id}/estimate");
        Assert.That((estimate.Status, estimate.Json.GetProperty("records").GetInt32()), Is.EqualTo((200, 4)), estimate.Text);

        var ran = await Api.PostAsync(Owner, $"{Path}/{id}/run");
        var again = await Api.PostAsync(Owner, $"{Path}/{id}/run");

        Assert.That((ran.Status, ran.Json.GetProperty("name").GetString()), Is.EqualTo((202, "By hand")), ran.Text);
        Assert.That((again.Status, again.Code), Is.EqualTo((409, "state_conflict")), again.Text);
        var run = (await Api.GetAsync(Owner, $"{Path}/{id}/runs")).Json.GetProperty("data").EnumerateArray().Single();
        Assert.That((run.GetProperty("outcome").GetString(), run.GetProperty("jobId").GetString()), Is.EqualTo(("started", ran.Json.GetProperty("id").GetString())));
        var empty = (await Api.PostAsync(Owner, Path, """{"name":"Nobody","cron":"0 0 1 1 *","type":"enrich_accounts","provider":"sandbox","filter":{"search":"zzz"}}""")).Json.GetProperty("id").GetString();
        Assert.That(((await Api.PostAsync(Owner, $"{Path}/{empty}/run")).Status, (await Api.GetAsync(Owner, $"{Path}/{empty}/estimate")).Json.GetProperty("records").GetInt32()), Is.EqualTo((422, 0)));
    }

    [Test]
    public async Task A_schedule_is_made_once_a_key_and_is_nobody_elses()
    {
        const string body = """{"name":"Once","cron":"0 0 1 1 *","type":"enrich_contacts"}""";
        using var first = await SendAsync(body);
        using var second = await SendAsync(body);

        Assert.That(((int)first.StatusCode, await second.Content.ReadAsStringAsync()), Is.EqualTo((201, await first.Content.ReadAsStringAsync())));
        Assert.That(await ScalarAsync("SELECT count(*) FROM outbound.schedules WHERE name = 'Once'"), Is.EqualTo("1"));
        await RunSqlAsync($"INSERT INTO outbound.workspaces (id, slug, name, created_at) VALUES ('{Guid.CreateVersion7()}', 'others', 'others', now())");
        var stranger = await TokenAsync("owner", "others");
        var at = $"{Path}/{JsonElement.Parse(await first.Content.ReadAsStringAsync()).GetProperty("id").GetString()}";
        foreach (var answer in new[] { await Api.GetAsync(stranger, at), await Api.PostAsync(stranger, $"{at}/run"), await Api.SendAsync(stranger, HttpMethod.Delete, at), await Api.SendJsonAsync(stranger, HttpMethod.Put, at, body) })
            Assert.That(answer.Status, Is.EqualTo(404), answer.Text);
    }

    [Test]
    public async Task What_people_and_programs_write_is_noted_where_the_workspace_enriches_by_itself()
    {
        const string settings = """{"revealPersonalEmails":false,"freshness":{"matchDays":90,"noMatchDays":14,"contacts":{"matchDays":30,"noMatchDays":null}},"timeZone":"UTC","autoEnrich":AUTO}""";
        const string noted = "SELECT coalesce(string_agg(kind::text, ' ' ORDER BY kind), '') FROM outbound.changed_records";
        await Api.PostAsync(Owner, "/api/v1/accounts", """{"fields":{"domain":"before.example"}}""");
        var on = await Api.SendJsonAsync(Owner, HttpMethod.Put, "/api/v1/workspace/settings", settings.Replace("AUTO", "true", StringComparison.Ordinal), "*");
        Assert.That((on.Status, on.Json.GetProperty("autoEnrich").GetBoolean(), on.Json.GetProperty("freshness").GetProperty("contacts").GetProperty("matchDays").GetInt32()), Is.EqualTo((200, true, 30)), on.Text);
        Assert.That(await ScalarAsync(noted), Is.Empty, "what was there before is left to schedules");

        var made = await Api.PostAsync(Owner, "/api/v1/accounts", """[{"fields":{"domain":"before.example"}},{"fields":{"domain":"noted.example"}}]""");
        var contact = (await Api.GetAsync(Owner, "/api/v1/contacts?limit=1")).Json.GetProperty("data")[0].GetProperty("id").GetString();
        await Api.SendJsonAsync(Owner, HttpMethod.Patch, $"/api/v1/contacts/{contact}", """{"fields":{"title":"Captain"}}""");

        Assert.That(await ScalarAsync(noted), Is.EqualTo("0 1"), $"the new account and the changed contact, not the unchanged one: {made.Text}");
        await Api.SendJsonAsync(Owner, HttpMethod.Put, "/api/v1/workspace/settings", settings.Replace("AUTO", "false", StringComparison.Ordinal), "*");
        Assert.That(await ScalarAsync(noted), Is.Empty);
    }

    private async Task<HttpResponseMessage> SendAsync(string body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, Path) { Content = new StringContent(body, System.Text.Encoding.UTF8, "application/json") };
        request.Headers.Authorization = new("Bearer", Owner);
        request.Headers.Add("Idempotency-Key", "schedule-once");
        return await Api.Client.SendAsync(request);
    }
}
