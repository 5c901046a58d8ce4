using System.Text.Json;
using AdaptiveOutbound.Data.Jobs;
using System.Text.Json.Serialization;

namespace AdaptiveOutbound.Jobs.Jobs;

/// <summary>A job as people and scripts see it: in the API, in <c>--json</c> and on the pages.</summary>
public sealed record JobView
{
    public required Guid Id { get; init; }
    public required string Type { get; init; }
    public required string Name { get; init; }
    public required string Queue { get; init; }
    public required string Status { get; init; }
    public required int Priority { get; init; }
    public required int Attempts { get; init; }
    public required int MaxAttempts { get; init; }
    public required JobProgress Progress { get; init; }
    public required JobCounts Counts { get; init; }
    public required decimal Credits { get; init; }
    public required WaitingFor? WaitingFor { get; init; }
    public required Guid? OriginId { get; init; }
    public required JsonElement? Result { get; init; }
    public required string? ErrorCode { get; init; }
    public required string? ErrorMessage { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public required DateTimeOffset? ScheduledFor { get; init; }
    public required DateTimeOffset? StartedAt { get; init; }
    public required DateTimeOffset? CompletedAt { get; init; }
    public required DateTimeOffset? NextRetryAt { get; init; }
    public required string? CreatedBy { get; init; }

    /// <summary>The job that starts when this one has ended.</summary>
    [JsonIgnore] public Guid? LeadsTo { get; init; }

    /// <summary>Calls to the provider.</summary>
    [JsonIgnore] public int Calls { get; init; }

    /// <summary>Items answered by an earlier lookup.</summary>
    [JsonIgnore] public int CacheHits { get; init; }

    /// <summary>What was asked for, as JSON.</summary>
    [JsonIgnore] public string Payload { get; init; } = "{}";

    /// <summary>Of an import that failed: whether it was undone, so that it cannot be tried again.</summary>
    [JsonIgnore] public bool IsUndone { get; init; }

    /// <summary>Whether nothing more happens to the job unless a person retries it.</summary>
    [JsonIgnore] public bool HasEnded => CompletedAt is not null;

    public static JobView From(JobRow row) => new()
    {
        Id = row.Id, Type = row.Type, Name = row.Name, Queue = row.Queue, Status = row.Status, Priority = row.Priority,
        Attempts = row.Attempts, MaxAttempts = row.MaxAttempts, Progress = JobProgress.From(row),
        Counts = new(row.Total, row.Enriched, row.NoMatch, row.Failed, row.Skipped, row.Unknown),
        Credits = row.Credits, WaitingFor = WaitingFor.From(row), OriginId = row.OriginId, Result = Json(row.Result),
        ErrorCode = row.ErrorCode, ErrorMessage = row.ErrorMessage, CreatedAt = row.CreatedAt, ScheduledFor = row.ScheduledFor,
        StartedAt = row.StartedAt, CompletedAt = row.CompletedAt, NextRetryAt = row.NextRetryAt, CreatedBy = row.CreatedBy,
        LeadsTo = row.LeadsTo, Calls = row.Calls, CacheHits = row.CacheHits, Payload = row.Payload, IsUndone = row.IsUndone,
    };

    private static JsonElement? Json(string? text) => text is null ? null : JsonElement.Parse(text);
}

/// <summary>How the items ended; <c>Total</c> counts the lines of an import or export, else the records.</summary>
public sealed record JobCounts(int Total, int Enriched, int NoMatch, int Failed, int Skipped, int Unknown);
