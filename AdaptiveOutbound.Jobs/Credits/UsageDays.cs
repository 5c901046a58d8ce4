namespace AdaptiveOutbound.Jobs.Credits;

/// <summary>Days as use is counted in: those of the workspace's time zone.</summary>
internal static class UsageDays
{
    /// <summary>Today there; a zone that this machine does not know counts as UTC.</summary>
    public static DateOnly Today(TimeProvider clock, string timeZone) =>
        DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(clock.GetUtcNow(), Zone(timeZone)).Date);

    /// <summary>
    /// When a day begins there: at the first instant that bears its date. That is later than midnight where clocks are put forward over it,
    /// and the first of two midnights where they are put back.
    /// </summary>
    public static DateTimeOffset StartOf(DateOnly day, string timeZone)
    {
        var (zone, midnight) = (Zone(timeZone), day.ToDateTime(TimeOnly.MinValue));
        while (zone.IsInvalidTime(midnight)) midnight = midnight.AddMinutes(15);
        var offset = zone.IsAmbiguousTime(midnight) ? zone.GetAmbiguousTimeOffsets(midnight).Max() : zone.GetUtcOffset(midnight);
        return new DateTimeOffset(midnight, offset).ToUniversalTime();
    }

    /// <summary>When the day after this one begins.</summary>
    public static DateTimeOffset EndOfDay(DateOnly day, string timeZone) => StartOf(day.AddDays(1), timeZone);

    /// <summary>When the month after that of this day begins.</summary>
    public static DateTimeOffset EndOfMonth(DateOnly day, string timeZone) => StartOf(new DateOnly(day.Year, day.Month, 1).AddMonths(1), timeZone);

    private static TimeZoneInfo Zone(string timeZone) => TimeZoneInfo.TryFindSystemTimeZoneById(timeZone, out var found) ? found : TimeZoneInfo.Utc;
}
