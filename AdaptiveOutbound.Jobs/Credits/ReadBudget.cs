using AdaptiveOutbound.Data.Credits;
using AdaptiveOutbound.Data.Workspaces;

namespace AdaptiveOutbound.Jobs.Credits;

/// <summary>One limit of a workspace and how far it is used.</summary>
/// <param name="Name"><c>day</c> or <c>month</c>.</param>
/// <param name="Reserved">Held by calls under way.</param>
/// <param name="TurnsAt">When the next day or month begins.</param>
internal sealed record BudgetWindow(string Name, decimal Cap, decimal Spent, decimal Reserved, DateTimeOffset TurnsAt)
{
    /// <summary>The share that is spent, 0 to 100 and more.</summary>
    public decimal Percent => Cap == 0 ? 100 : decimal.Round(100 * Spent / Cap, 1);
}

/// <summary>Reads how a workspace's limits of day and month stand.</summary>
internal sealed class ReadBudget(SettingsRows settings, BudgetRows rows, TimeProvider clock)
{
    /// <summary>Those that have a limit.</summary>
    public async Task<IReadOnlyList<BudgetWindow>> ExecuteAsync(Guid workspaceId, CancellationToken cancellationToken)
    {
        if (await settings.FindAsync(workspaceId, cancellationToken) is not { } found || found.Limits is { PerDay: null, PerMonth: null }) return [];
        var today = UsageDays.Today(clock, found.TimeZone);
        if (await rows.FindAsync(workspaceId, today, cancellationToken) is not { } budget) return [];
        List<BudgetWindow> windows = [];
        if (budget.PerDay is { } day) windows.Add(new("day", day, budget.Today, budget.Reserved, UsageDays.EndOfDay(today, found.TimeZone)));
        if (budget.PerMonth is { } month) windows.Add(new("month", month, budget.Month, budget.Reserved, UsageDays.EndOfMonth(today, found.TimeZone)));
        return windows;
    }
}
