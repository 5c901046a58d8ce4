using AdaptiveOutbound.Data.Jobs;
using AdaptiveOutbound.Data.Lanes;
using AdaptiveOutbound.Jobs.Audit;

namespace AdaptiveOutbound.Jobs.Operations;

/// <summary>What an admin asks for.</summary>
/// <param name="Priority">0 to 10, 10 first.</param>
/// <param name="ScheduledFor">Null: at once.</param>
/// <param name="CreatedBy">Who asks, for people.</param>
internal sealed record CleanupRequest(short Priority = 5, DateTimeOffset? ScheduledFor = null, string? CreatedBy = null);

/// <summary>Makes a job that takes away what is too old in its workspace now, instead of in the night.</summary>
internal sealed class StartCleanup(JobWriter jobs)
{
    /// <param name="remember">Given the job as it was written, says what commits with it; see <see cref="JobWriter"/>.</param>
    public async Task<Guid> ExecuteAsync(Guid workspaceId, CleanupRequest request, CancellationToken cancellationToken, Func<JobRow, IBatchEffect>? remember = null)
    {
        var lane = await jobs.LaneAsync(workspaceId, JobTypes.CleanupData, "", cancellationToken);
        var id = Guid.CreateVersion7();
        var job = new NewJob(id, lane, JobTypes.CleanupData, "Clean up old data", "{}", CleanupTask.All.Count, 1)
        {
            Queue = LaneQueues.Maintenance,
            Priority = request.Priority,
            ScheduledFor = request.ScheduledFor,
            CreatedBy = request.CreatedBy,
            Audit = AuditedStart.Line(request.CreatedBy, AuditActions.CleanupStarted, $"job {id}"),
        };
        // Begun, it is ended: a caller that hangs up has a job all the same.
        await jobs.WriteAsync(workspaceId, [job], [new NewItem(Guid.CreateVersion7(), id, lane, null, request.Priority, request.ScheduledFor)], CancellationToken.None, remember);
        return id;
    }
}
