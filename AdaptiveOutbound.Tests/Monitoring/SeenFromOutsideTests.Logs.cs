using System.Text.Json;
using AdaptiveOutbound.Tests.Support;
using NUnit.Framework;

namespace AdaptiveOutbound.Tests.Monitoring;

/// <summary>Its log.</summary>
internal sealed partial class SeenFromOutsideTests
{
    private const int LevelsRead = 3101;
    private const int LevelsRefused = 3102;
    private const int BatchWritten = 2205;

    private string LevelsFile => Path.Combine(DataDirectory, "logging.json");

    [Test]
    public void Each_line_is_one_object_with_a_time_a_level_and_a_message()
    {
        var lines = _server.Lines.Select(line => JsonDocument.Parse(line).RootElement).ToList();

        Assert.That(lines, Is.Not.Empty);
        Assert.That(lines.Select(line => line.GetProperty("time").GetString()), Is.All.Match(@"^20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$"));
        Assert.That(lines.Select(line => line.GetProperty("level").GetString()), Is.All.AnyOf("trace", "debug", "info", "warning", "error", "critical"));
        Assert.That(lines.Select(line => line.GetProperty("message").GetString()), Is.All.Not.Empty);
    }

    [Test]
    public async Task Levels_change_without_a_restart_and_lines_have_the_ids_of_job_chunk_workspace_and_trace()
    {
        Assert.That(_server.Events(BatchWritten), Is.Empty, "at first it does not say so much");

        await SetLevelsAsync("""{"Logging": {"LogLevel": {"AdaptiveOutbound.Jobs.Lanes": "Debug"}}}""", LevelsRead);
        var job = await EnrichAsync(refresh: true, traced: true);
        await Eventually.TrueAsync(() => Task.FromResult(_server.Events(BatchWritten).Any(e => IdOf(e, "jobId") == job)), "it says what a batch wrote");
        await SetLevelsAsync(text: null, LevelsRead);

        var line = _server.Events(BatchWritten).First(e => IdOf(e, "jobId") == job);
        Assert.That((IdOf(line, "workspaceId"), IdOf(line, "traceId")), Is.EqualTo(($"{_workspace}", TraceId)));
        Assert.That((Guid.TryParse(IdOf(line, "chunkId"), out _), IdOf(line, "spanId").Length, IdOf(line, "level")), Is.EqualTo((true, 16, "debug")));
    }

    [TestCase("{\"Logging\": {\"LogLevel\": {\"Default\": \"Loud\"}}}", "Loud")]
    [TestCase("{\"LogLevel\"", "logging.json")]
    public async Task A_file_of_levels_that_cannot_be_used_changes_nothing_and_is_told(string text, string word)
    {
        await SetLevelsAsync(text, LevelsRefused);
        await SetLevelsAsync(text: null, LevelsRead);

        Assert.That(_server.Events(LevelsRefused).Select(e => e.GetProperty("message").GetString()), Has.Some.Contains(word));
    }

    // Every change is told by one line.
    private async Task SetLevelsAsync(string? text, int answer)
    {
        var before = _server.Events(answer).Count;
        if (text is null) File.Delete(LevelsFile);
        else await File.WriteAllTextAsync(LevelsFile, text);
        await Eventually.TrueAsync(() => Task.FromResult(_server.Events(answer).Count > before), "the file was looked at");
    }

    private static string IdOf(JsonElement line, string name) => line.TryGetProperty(name, out var id) ? id.GetString()! : "";
}
