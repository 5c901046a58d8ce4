using AdaptiveOutbound.Data.Workspaces;

namespace AdaptiveOutbound.Jobs.Credits;

/// <summary>Days of a workspace, both included.</summary>
/// <param name="TimeZone">Whose days they are.</param>
internal sealed record LedgerPeriod(DateOnly From, DateOnly To, DateOnly Today, string TimeZone)
{
    public DateTimeOffset Begin => UsageDays.StartOf(From, TimeZone);

    public DateTimeOffset End => UsageDays.EndOfDay(To, TimeZone);
}

/// <summary>The days that are asked for, or what is wrong with them.</summary>
internal sealed class FindPeriod(SettingsRows settings, TimeProvider clock)
{
    /// <summary>Days where none are named.</summary>
    public const int Days = 30;

    /// <summary>The period; neither it nor a problem when there is no such workspace.</summary>
    /// <param name="from">Null: as many days before the last one as a month has.</param>
    /// <param name="to">Null: today.</param>
    public async Task<(LedgerPeriod? Period, string? Wrong)> ExecuteAsync(Guid workspaceId, DateOnly? from, DateOnly? to, CancellationToken cancellationToken)
    {
        if (await settings.FindAsync(workspaceId, cancellationToken) is not { } found) return (null, null);
        var today = UsageDays.Today(clock, found.TimeZone);
        var last = to ?? (from > today ? from.Value : today);
        // Neither the first days nor the last ones of the calendar have others beside them.
        if (last.Year is < 2000 or > 9000 || from?.Year is < 2000) return (null, "The days must lie between the years 2000 and 9000.");
        var first = from ?? last.AddDays(1 - Days);
        if (first > last) return (null, $"from is {first:yyyy-MM-dd} and to is {last:yyyy-MM-dd}: the first day must not come after the last one.");
        return last.DayNumber - first.DayNumber >= ReadUsage.MostDays
            ? (null, $"From {first:yyyy-MM-dd} to {last:yyyy-MM-dd} are {last.DayNumber - first.DayNumber + 1} days: ask for at most {ReadUsage.MostDays}.")
            : (new(first, last, today, found.TimeZone), null);
    }

    /// <summary>The last days up to today; null when there is no such workspace.</summary>
    public async Task<LedgerPeriod?> LastAsync(Guid workspaceId, int days, CancellationToken cancellationToken)
    {
        if (await settings.FindAsync(workspaceId, cancellationToken) is not { } found) return null;
        var today = UsageDays.Today(clock, found.TimeZone);
        return new(today.AddDays(1 - days), today, today, found.TimeZone);
    }
}
