namespace AdaptiveOutbound.Jobs.Credits;

/// <summary>Days as use is counted in: those of the workspace's time zone.</summary>
internal static class UsageDays
{
    /// <summary>Today there; a zone that this machine does not know counts as UTC.</summary>
    public static DateOnly Today(TimeProvider clock, string timeZone)
    {
        var zone = TimeZoneInfo.TryFindSystemTimeZoneById(timeZone, out var found) ? found : TimeZoneInfo.Utc;
        return DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(clock.GetUtcNow(), zone).Date);
    }
}
