using System.Text.Json;
using AdaptiveOutbound.Web.Logging;
using Microsoft.Extensions.Logging;
using NUnit.Framework;

namespace AdaptiveOutbound.Tests.Monitoring;

/// <summary>A line of the log for programs.</summary>
internal sealed class JsonLineTests
{
    private static readonly DateTimeOffset At = new(2026, 11, 27, 3, 4, 5, 678, TimeSpan.FromHours(1));

    [Test]
    public void It_has_what_was_said_its_values_and_its_cause()
    {
        KeyValuePair<string, object?>[] values = [new("ChunkCount", 3), new("Lane", "acme · x"), new("IsDone", true), new("Nothing", null), new("{OriginalFormat}", "…")];

        var line = JsonLine.Of(At, LogLevel.Warning, "Some.Category", new EventId(2201, "WasFenced"), "Said \"so\"\nin two lines", values, null, new InvalidOperationException("because"));

        var json = JsonDocument.Parse(line).RootElement;
        Assert.That(line, Does.Not.Contain("\n"));
        Assert.That(line, Does.StartWith("""{"time":"2026-11-27T02:04:05.678Z","level":"warning","category":"Some.Category","eventId":2201,"event":"WasFenced","message":"Said \"so\"\nin two lines","""));
        Assert.That(json.GetProperty("values").GetRawText(), Is.EqualTo("""{"chunkCount":3,"lane":"acme · x","isDone":true,"nothing":null}"""));
        Assert.That(json.GetProperty("exception").GetString(), Does.Contain("because"));
    }

    [Test]
    public void Of_scopes_it_has_the_known_ids_and_nothing_else()
    {
        var scopes = new LoggerExternalScopeProvider();
        using var outer = scopes.Push(new Dictionary<string, object?> { ["WorkspaceId"] = "w", ["JobId"] = "outer", ["RequestPath"] = "/reset?code=secret" });
        using var inner = scopes.Push(new Dictionary<string, object?> { ["JobId"] = "inner" });
        using var text = scopes.Push("just words");

        var json = JsonDocument.Parse(JsonLine.Of(At, LogLevel.Debug, "c", default, "m", null, scopes, null)).RootElement;

        Assert.That(json.EnumerateObject().Select(p => p.Name), Is.EqualTo(new[] { "time", "level", "category", "message", "jobId", "workspaceId" }));
        Assert.That(json.GetProperty("jobId").GetString(), Is.EqualTo("inner"));
    }
}
