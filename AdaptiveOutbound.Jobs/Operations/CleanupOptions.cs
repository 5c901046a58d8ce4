using System.ComponentModel.DataAnnotations;
using AdaptiveOutbound.Data.Files;

namespace AdaptiveOutbound.Jobs.Operations;

/// <summary>How long data is kept, and when what is older goes. Section <c>Cleanup</c>; checked at start.</summary>
public sealed class CleanupOptions
{
    /// <summary>The section of the configuration.</summary>
    public const string Section = "Cleanup";

    /// <summary>Ended jobs with their items, chunks and runs of schedules, in days: 1 to 3650, default 90.</summary>
    [Range(1, 3650)]
    public int JobDays { get; init; } = 90;

    /// <summary>Lines of job logs, in days: 1 to 3650, default 30. They go by whole months.</summary>
    [Range(1, 3650)]
    public int LogDays { get; init; } = 30;

    /// <summary>Lookups, whose answers go when their freshness ends, in months: 1 to 120, default 25.</summary>
    [Range(1, 120)]
    public int LookupMonths { get; init; } = 25;

    /// <summary>Exports and their error files, in days: 1 to 3650, default 7.</summary>
    [Range(1, 3650)]
    public int ExportDays { get; init; } = 7;

    /// <summary>Uploads, in days: 1 to 3650, default 30.</summary>
    [Range(1, 3650)]
    public int UploadDays { get; init; } = 30;

    /// <summary>Idempotency keys, in days: 1 to 30, default 1.</summary>
    [Range(1, 30)]
    public int IdempotencyDays { get; init; } = 1;

    /// <summary>Lines of audit logs, in days: 1 to 3650, default 400.</summary>
    [Range(1, 3650)]
    public int AuditDays { get; init; } = 400;

    /// <summary>Hour of the nightly run, UTC: 0 to 23, default 3.</summary>
    [Range(0, 23)]
    public int Hour { get; init; } = 3;

    internal FileLifetimes Files => new(UploadDays, ExportDays);

    /// <summary>The next nightly run after this time.</summary>
    internal DateTimeOffset NextRun(DateTimeOffset now)
    {
        var today = new DateTimeOffset(now.UtcDateTime.Date, TimeSpan.Zero).AddHours(Hour);
        return today > now ? today : today.AddDays(1);
    }
}
