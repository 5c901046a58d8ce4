namespace AdaptiveOutbound.Jobs.Workspaces;

/// <summary>Time zones as people name them.</summary>
internal static class TimeZones
{
    /// <summary>What is said of a name that is none.</summary>
    public const string Unknown = "This is no time zone that is known here: use an IANA name such as Europe/Berlin or UTC.";

    /// <summary>The zone of an IANA name, written as the zone is; null when there is none here.</summary>
    public static TimeZoneInfo? Find(string name) =>
        TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone) && zone.HasIanaId && zone.Id == name && !IsNoPlace(name) ? zone : null;

    // Files that lie among the zones and name none, or another reckoning of seconds.
    private static bool IsNoPlace(string zone) => zone is "Factory" or "localtime" or "posixrules" || zone.StartsWith("posix/", StringComparison.Ordinal) || zone.StartsWith("right/", StringComparison.Ordinal);
}
