using AdaptiveOutbound.Data.Jobs;
using AdaptiveOutbound.Data.Lanes;
using AdaptiveOutbound.Jobs.Imports;
using AdaptiveOutbound.Jobs.Lanes;
using System.Text.Json.Serialization;

namespace AdaptiveOutbound.Jobs.Operations;

/// <summary>Result of a <c>cleanup_data</c> job.</summary>
/// <param name="Removed">What went, by kind.</param>
/// <param name="After">While it runs: where in the kind at hand it goes on.</param>
internal sealed record CleanupResult(SortedDictionary<string, long> Removed,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] Guid? After = null);

/// <summary>Cleans one workspace up. What went is gone before the batch commits: a batch that is lost only loses its count.</summary>
internal sealed class CleanupWork(FileJobs jobs, CleanUpData clean, TimeProvider clock) : IJobWork
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(5);

    public string Type => JobTypes.CleanupData;
    public int BatchSize => 1;
    public bool ShowsStart => true;

    public async Task RunAsync(Batch batch, BatchCommit commit, CancellationToken cancellationToken)
    {
        var (item, began) = (batch.Items[0], clock.GetTimestamp());
        var job = await jobs.ReadAsync(batch.Lane.WorkspaceId, item.JobId, cancellationToken);
        var soFar = job.Result is null ? new([]) : PayloadJson.Read<CleanupResult>(job.Result);
        var progress = new CleanupProgress { Task = job.Cursor, After = soFar.After ?? Guid.Empty, Removed = new(soFar.Removed, StringComparer.Ordinal) };
        await clean.ExecuteAsync(batch.Lane.WorkspaceId, progress,
            () => Task.FromResult(!batch.Stopping.IsCancellationRequested && clock.GetElapsedTime(began) < Longest), cancellationToken);
        var ends = progress.HasEnded;
        var result = new CleanupResult(progress.Removed, ends ? null : progress.After);
        commit.Effects.Add(new JobProgress(job.Id, progress.Task, progress.Task - job.Cursor, 0, ends, PayloadJson.Write(result)));
        if (ends) commit.Effects.Add(new AddJobLogs([job.Id], "info", "cleaned_up", Say(progress)));
        FileWalk.GoOn(commit, item, ends);
    }

    private static string Say(CleanupProgress progress) => progress.Removed.Count == 0
        ? "Nothing was too old."
        : $"What was too old went: {string.Join(", ", progress.Removed.Select(kind => $"{kind.Value} {Words(kind.Key)}"))}.";

    private static string Words(string name) => name switch
    {
        CleanupTask.JobRows => "items and log lines of jobs", "scheduleRuns" => "runs of schedules", "idempotencyKeys" => "idempotency keys",
        "auditEvents" => "lines of the audit log", "logs" => "log lines", _ => name,
    };
}
