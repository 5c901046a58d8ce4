using AdaptiveOutbound.Data.Credits;

namespace AdaptiveOutbound.Jobs.Credits;

/// <summary>Something about money that a person should know, as people and scripts see it.</summary>
/// <param name="Code"><c>budget, job_budget, price, disputed, provider_credits, schedule, auto_enrich, restored</c> or <c>reconciliation</c>.</param>
/// <param name="Level"><c>warning</c> or <c>error</c>.</param>
/// <param name="JobId">The job that it is about; null when it is about no single one.</param>
/// <param name="EndsAt">When it is over by itself; null: when it is dismissed.</param>
internal sealed record AlertView(Guid Id, string Code, string Level, string Message, Guid? JobId, DateTimeOffset CreatedAt, DateTimeOffset? EndsAt);

/// <summary>The alerts of a workspace that are not over.</summary>
internal sealed class ListAlerts(AlertRows rows, TimeProvider clock)
{
    /// <summary>The most that are listed; there are seldom more than a few.</summary>
    public const int Most = 200;

    /// <summary>Newest first. Of the shares of one day's or month's limit the last that was passed.</summary>
    public async Task<IReadOnlyList<AlertView>> ExecuteAsync(Guid workspaceId, CancellationToken cancellationToken) =>
        [.. (await rows.ListAsync(workspaceId, clock.GetUtcNow(), Most, cancellationToken)).DistinctBy(Subject).Select(a => new AlertView(a.Id, a.Code, a.Level, a.Message, a.JobId, a.CreatedAt, a.EndsAt))];

    // "month 2026-11 80% of 500" is about the month.
    private static string Subject(Alert alert) => $"{alert.Code} {(alert.Code == AlertCodes.Budget ? alert.Scope.Split(' ')[0] : alert.Scope)}";
}

/// <summary>Takes an alert out of the list.</summary>
internal sealed class DismissAlert(AlertRows rows, TimeProvider clock)
{
    /// <summary>False: there is no such alert, it was dismissed before, or work rests still.</summary>
    public Task<bool> ExecuteAsync(Guid workspaceId, Guid id, string by, CancellationToken cancellationToken) =>
        rows.DismissAsync(workspaceId, id, by, clock.GetUtcNow(), cancellationToken);
}
