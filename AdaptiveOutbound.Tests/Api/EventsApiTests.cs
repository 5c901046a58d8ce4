using System.Net.Http.Headers;
using System.Text.Json;
using AdaptiveOutbound.Tests.Commands;
using NUnit.Framework;

namespace AdaptiveOutbound.Tests.Api;

/// <summary>Events from outside: what a client of the two streams reads.</summary>
internal sealed class EventsApiTests : CommandFixture
{
    private ServedProgram _api = null!;
    private string _member = null!;
    private string _stranger = null!;
    private Guid _ended;

    [OneTimeSetUp]
    public async Task ServeAsync()
    {
        SetUpProgram();
        var run = await Program.RunAsync("enrich", Companies("events.csv", 3), "--provider", "sandbox", "--json");
        _ended = JsonDocument.Parse(run.Out).RootElement.GetProperty("jobId").GetGuid();
        await WorkspaceAsync("other");
        _member = await TokenAsync("member");
        _stranger = await TokenAsync("owner", "other");
        _api = await ServedProgram.StartAsync(Program);
        // Open for as long as the test likes: no worker runs.
        await RunSqlAsync("UPDATE outbound.jobs SET status = 'pending', completed_at = NULL, started_at = NULL WHERE type = 'export_data'");
    }

    [OneTimeTearDown]
    public async Task StopAsync() => await _api.DisposeAsync();

    [Test]
    public async Task The_stream_of_an_ended_job_gives_its_last_state_and_closes()
    {
        using var response = await OpenAsync(_member, $"/api/v1/jobs/{_ended}/events");
        var lines = (await response.Content.ReadAsStringAsync()).Split('\n');
        var id = lines.Single(l => l.StartsWith("id: ", StringComparison.Ordinal))[4..];
        using var again = await OpenAsync(_member, $"/api/v1/jobs/{_ended}/events", id);

        Assert.That(response.Content.Headers.ContentType!.MediaType, Is.EqualTo("text/event-stream"));
        Assert.That(lines[0], Is.EqualTo("event: job"));
        Assert.That(lines.Single(l => l.StartsWith("data: ", StringComparison.Ordinal))[6..], Is.EqualTo((await _api.GetAsync(_member, $"/api/v1/jobs/{_ended}")).Text));
        Assert.That((int)again.StatusCode, Is.EqualTo(204), "a browser that comes back is told that there is no more");
    }

    [Test]
    public async Task What_is_done_to_a_job_reaches_the_stream_of_the_workspace()
    {
        var open = (await _api.GetAsync(_member, "/api/v1/jobs?type=export_data")).Json.GetProperty("data")[0].GetProperty("id").GetGuid();
        using var response = await OpenAsync(_member, "/api/v1/events");
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync());

        var before = await NextAsync(reader);
        var paused = await _api.PostAsync(_member, $"/api/v1/jobs/{open}/pause");
        var after = await NextAsync(reader);

        Assert.That((before.GetProperty("id").GetGuid(), before.GetProperty("status").GetString()), Is.EqualTo((open, "pending")));
        Assert.That(paused.Status, Is.EqualTo(200), paused.Text);
        Assert.That((after.GetProperty("id").GetGuid(), after.GetProperty("status").GetString()), Is.EqualTo((open, "paused")));
    }

    [Test]
    public async Task Nothing_of_another_workspace_is_told_and_nothing_without_a_token()
    {
        Assert.That((await _api.GetAsync(_stranger, $"/api/v1/jobs/{_ended}/events")).Status, Is.EqualTo(404));
        Assert.That((await _api.GetAsync(null, $"/api/v1/jobs/{_ended}/events")).Status, Is.EqualTo(401));
        Assert.That((await _api.GetAsync(null, "/api/v1/events")).Status, Is.EqualTo(401));
    }

    [Test]
    public async Task An_unknown_parameter_and_an_id_that_is_none_are_named()
    {
        var parameter = await _api.GetAsync(_member, "/api/v1/events?status=failed");
        using var id = await OpenAsync(_member, "/api/v1/events", "yesterday");

        Assert.That((parameter.Status, parameter.Json.GetProperty("errors")[0].GetProperty("field").GetString()), Is.EqualTo((422, "status")));
        Assert.That((int)id.StatusCode, Is.EqualTo(422));
    }

    private Task<HttpResponseMessage> OpenAsync(string token, string path, string? last = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, path) { Headers = { Authorization = new AuthenticationHeaderValue("Bearer", token) } };
        if (last is not null) request.Headers.Add("Last-Event-ID", last);
        return _api.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
    }

    private static async Task<JsonElement> NextAsync(StreamReader reader)
    {
        while (await reader.ReadLineAsync() is { } line)
        {
            if (line.StartsWith("data: ", StringComparison.Ordinal)) return JsonDocument.Parse(line[6..]).RootElement;
        }

        throw new InvalidOperationException("The stream ended.");
    }
}
