using AdaptiveOutbound.Data.Operations;

namespace AdaptiveOutbound.Jobs.Operations;

/// <summary>
/// Takes away what is too old, in small steps with rests between them, so that who works beside it hardly feels it. What went is gone
/// and the rest is found again: it may be interrupted at any point.
/// </summary>
internal sealed class CleanUpData(CleanupRows rows, CleanupOptions options, TimeProvider clock)
{
    // A step keeps a processor of the database busy; of five seconds it gets one.
    private const int RestsPerStep = 4;
    private static readonly TimeSpan LongestRest = TimeSpan.FromSeconds(2);

    /// <summary>Goes on until nothing is left or <paramref name="goesOn"/>, asked before each step, says no.</summary>
    /// <param name="workspaceId">Whose data; null: everybody's.</param>
    public async Task ExecuteAsync(Guid? workspaceId, CleanupProgress progress, Func<Task<bool>> goesOn, CancellationToken cancellationToken)
    {
        while (!progress.HasEnded && await goesOn())
        {
            var began = clock.GetTimestamp();
            await StepAsync(workspaceId, progress, cancellationToken);
            var rest = clock.GetElapsedTime(began) * RestsPerStep;
            await Task.Delay(rest < LongestRest ? rest : LongestRest, clock, cancellationToken);
        }
    }

    private async Task StepAsync(Guid? workspaceId, CleanupProgress progress, CancellationToken cancellationToken)
    {
        var (task, now) = (CleanupTask.All[progress.Task], clock.GetUtcNow());
        var before = task.Before(options, now);
        if (task.Name == CleanupTask.LogMonths)
        {
            // Not locked at once is left to the next night. A workspace's lines stand in months beside those of others.
            var dropped = workspaceId is null ? await rows.DropLogsAsync(before, cancellationToken) : 0;
            progress.Add(task.Name, dropped ?? 0);
            if (dropped is null or 0) progress.Next();
            return;
        }

        var step = await rows.StepAsync(task.Name, workspaceId, before, now, progress.After, task.Step, cancellationToken);
        progress.Add(task.Name, step.Gone);
        if (task.Name == "jobs") progress.Add(CleanupTask.JobRows, step.Parts);
        if (step.Last is { } last)
            progress.After = last;
        else
            progress.Next();
    }
}
