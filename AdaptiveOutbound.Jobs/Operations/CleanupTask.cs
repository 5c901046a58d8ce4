namespace AdaptiveOutbound.Jobs.Operations;

/// <summary>One kind of data that goes when it is old.</summary>
/// <param name="Name">As in results.</param>
/// <param name="Step">Rows that a step looks at: it takes a fraction of a second.</param>
/// <param name="Before">What is older than this goes.</param>
internal sealed record CleanupTask(string Name, int Step, Func<CleanupOptions, DateTimeOffset, DateTimeOffset> Before)
{
    /// <summary>The months of the logs, which are dropped instead of deleted; not of one workspace.</summary>
    public const string LogMonths = "logMonths";

    /// <summary>The name under which rows count that go with their jobs.</summary>
    public const string JobRows = "jobRows";

    /// <summary>All, in the order in which they are done: the months of the logs before the jobs, whose lines they hold.</summary>
    public static IReadOnlyList<CleanupTask> All { get; } =
    [
        new(LogMonths, 1, (o, now) => now.AddDays(-o.LogDays)),
        new("logs", 2000, (o, now) => now.AddDays(-o.LogDays)),
        new("jobs", 500, (o, now) => now.AddDays(-o.JobDays)),
        new("chunks", 2000, (o, now) => now.AddDays(-o.JobDays)),
        new("scheduleRuns", 2000, (o, now) => now.AddDays(-o.JobDays)),
        // The shortest freshness is a day; the workspace's own decides.
        new("answers", 2000, (_, now) => now.AddDays(-1)),
        new("lookups", 2000, (o, now) => now.AddMonths(-o.LookupMonths)),
        new("exports", 500, (o, now) => now.AddDays(-o.ExportDays)),
        new("uploads", 500, (o, now) => now.AddDays(-o.UploadDays)),
        new("idempotencyKeys", 2000, (_, now) => now),
        new("auditEvents", 2000, (o, now) => now.AddDays(-o.AuditDays)),
    ];
}

/// <summary>How far a cleaning up is.</summary>
internal sealed class CleanupProgress
{
    /// <summary>The kind at hand, by its place in <see cref="CleanupTask.All"/>.</summary>
    public int Task { get; set; }

    /// <summary>Where in it the next step goes on.</summary>
    public Guid After { get; set; }

    /// <summary>What went, by kind; kinds of which nothing went are left out.</summary>
    public SortedDictionary<string, long> Removed { get; init; } = new(StringComparer.Ordinal);

    /// <summary>Nothing is left.</summary>
    public bool HasEnded => Task >= CleanupTask.All.Count;

    public void Add(string name, long rows)
    {
        if (rows > 0) Removed[name] = Removed.GetValueOrDefault(name) + rows;
    }

    public void Next() => (Task, After) = (Task + 1, Guid.Empty);
}
