using System.Globalization;
using AdaptiveOutbound.Data.Audit;
using AdaptiveOutbound.Data.Jobs;
using AdaptiveOutbound.Data.Lanes;
using AdaptiveOutbound.Data.Records;
using AdaptiveOutbound.Data.Schedules;
using AdaptiveOutbound.Data.Workspaces;
using AdaptiveOutbound.Jobs.Audit;
using AdaptiveOutbound.Jobs.Enrichment;
using AdaptiveOutbound.Jobs.Imports;
using AdaptiveOutbound.Jobs.Providers;
using AdaptiveOutbound.Jobs.Records;
using AdaptiveOutbound.Jobs.Workspaces;

namespace AdaptiveOutbound.Jobs.Schedules;

/// <summary>A schedule as somebody wants it; fields as in <see cref="ScheduleView"/>.</summary>
/// <param name="TimeZone">Null: the workspace's.</param>
internal sealed record WantedSchedule(string Name, string Cron, string? TimeZone, string Type, RecordFilter Filter, string? Provider = null, decimal? MaxCredits = null, int Priority = 5,
    string Overlap = ScheduleOverlap.Skip, string Missed = ScheduleMissed.Once, bool Enabled = true);

/// <summary>In whose name a schedule runs.</summary>
/// <param name="By">Who it is for people.</param>
internal sealed record ScheduleOwner(string By, Guid? UserId, Guid? TokenId);

/// <summary>Adds schedules and changes them as a whole.</summary>
internal sealed class SaveSchedule(ScheduleRows rows, SettingsRows settings, ChooseProvider choose, ScheduleTimes times, TimeProvider clock)
{
    public const int LongestName = 100;
    private const decimal MostCredits = 1_000_000_000;

    /// <summary>Adds one.</summary>
    /// <param name="remember">Given the schedule, says what commits with it; null for nothing.</param>
    public async Task<SaveScheduleResult> AddAsync(
        Guid workspaceId, WantedSchedule wanted, ScheduleOwner owner, CancellationToken cancellationToken, Func<ScheduleView, IBatchEffect>? remember = null)
    {
        var (made, problems) = await ReadAsync(workspaceId, wanted, owner, null, cancellationToken);
        if (problems.Count > 0)
            return new SaveScheduleResult.Refused(problems);
        return await rows.AddAsync(made, Line(owner, AuditActions.ScheduleMade, made), remember?.Invoke(ScheduleView.From(made)), cancellationToken)
            ? new SaveScheduleResult.Saved(ScheduleView.From(made))
            : new SaveScheduleResult.Refused([new("name", "too_many", string.Create(CultureInfo.InvariantCulture, $"A workspace has at most {ScheduleRows.Most:N0} schedules: remove one first."))]);
    }

    /// <summary>Changes one; who saves it takes it over.</summary>
    /// <param name="revision">What the change was made from; null whatever it is.</param>
    public async Task<SaveScheduleResult> ChangeAsync(Guid workspaceId, Guid id, WantedSchedule wanted, int? revision, ScheduleOwner owner, CancellationToken cancellationToken)
    {
        if (await rows.FindAsync(workspaceId, id, cancellationToken) is not { } old)
            return new SaveScheduleResult.NotFound();
        if (revision is { } seen && seen != old.Revision)
            return new SaveScheduleResult.Stale();
        var (made, problems) = await ReadAsync(workspaceId, wanted, owner, old, cancellationToken);
        if (problems.Count > 0)
            return new SaveScheduleResult.Refused(problems);
        var keeps = old.Enabled && made.Enabled && old.Cron == made.Cron && old.TimeZone == made.TimeZone;
        if (!await rows.ChangeAsync(made, keeps, Line(owner, AuditActions.ScheduleChanged, made, old), cancellationToken))
            return new SaveScheduleResult.Stale();
        return new SaveScheduleResult.Saved(ScheduleView.From((await rows.FindAsync(workspaceId, id, cancellationToken)) ?? made));
    }

    /// <summary>Pauses one, or lets it go on; null when it is gone.</summary>
    public async Task<ScheduleView?> EnableAsync(Guid workspaceId, Guid id, bool enabled, ScheduleOwner owner, CancellationToken cancellationToken)
    {
        if (await rows.FindAsync(workspaceId, id, cancellationToken) is not { } old)
            return null;
        var view = ScheduleView.From(old);
        var wanted = new WantedSchedule(view.Name, view.Cron, view.TimeZone, view.Type, view.Filter, view.Provider, view.MaxCredits, view.Priority, view.Overlap, view.Missed, enabled);
        return await ChangeAsync(workspaceId, id, wanted, null, owner, cancellationToken) is SaveScheduleResult.Saved saved ? saved.Schedule : null;
    }

    private async Task<(Schedule Made, List<SettingsProblem> Problems)> ReadAsync(Guid workspaceId, WantedSchedule wanted, ScheduleOwner owner, Schedule? old, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        now = now.AddTicks(-(now.Ticks % TimeSpan.TicksPerMicrosecond)); // as the database keeps it
        var zone = wanted.TimeZone ?? (await settings.FindAsync(workspaceId, cancellationToken))?.TimeZone ?? "UTC";
        var (cron, problem) = CronTimes.Read(wanted.Cron, now);
        var problems = Check(wanted, zone, problem);
        var made = new Schedule
        {
            Id = old?.Id ?? Guid.CreateVersion7(now), WorkspaceId = workspaceId, Name = wanted.Name.Trim(), Cron = cron?.Text ?? "", TimeZone = zone, Type = wanted.Type,
            Filter = PayloadJson.Write(wanted.Filter), Provider = await ProviderAsync(workspaceId, wanted.Provider, cancellationToken), MaxCredits = wanted.MaxCredits, Priority = (short)wanted.Priority, Overlap = wanted.Overlap, Missed = wanted.Missed,
            Enabled = wanted.Enabled, CreatedBy = owner.By, OwnerUserId = owner.UserId, OwnerTokenId = owner.TokenId, CreatedAt = old?.CreatedAt ?? now, UpdatedAt = now, Revision = old?.Revision ?? 0,
        };
        (made.DueAt, made.NextRunAt) = times.After(made, now);
        return (made, problems);
    }

    // What asks Apollo today waits when its key is gone: it does not turn to invented data by itself.
    private async Task<string?> ProviderAsync(Guid workspaceId, string? wanted, CancellationToken cancellationToken) =>
        wanted ?? ((await choose.ExecuteAsync(workspaceId, null, cancellationToken)).Provider is { } name && name != SandboxProvider.ProviderName ? name : null);

    private static List<SettingsProblem> Check(WantedSchedule wanted, string zone, string? cronProblem)
    {
        List<SettingsProblem> problems = [];
        Need("name", wanted.Name.Trim() is { Length: > 0 and <= LongestName } name && !name.Contains('\0', StringComparison.Ordinal), $"A schedule's name has 1 to {LongestName} characters.");
        Need("cron", cronProblem is null, cronProblem ?? "");
        Need("timeZone", TimeZones.Find(zone) is not null, TimeZones.Unknown);
        Need("type", wanted.Type is JobTypes.EnrichAccounts or JobTypes.EnrichContacts, $"type must be {JobTypes.EnrichAccounts} or {JobTypes.EnrichContacts}.");
        Need("provider", wanted.Provider is null || ChooseProvider.Known.Contains(wanted.Provider), $"provider must be one of {string.Join(", ", ChooseProvider.Known)}, or left out.");
        Need("maxCredits", wanted.MaxCredits is null or (> 0 and <= MostCredits) && (wanted.MaxCredits is not { } most || decimal.Round(most, 4) == most), "A run's budget must be above 0 credits, at most 1,000,000,000, with at most 4 decimal places; without one it is left empty.");
        Need("priority", wanted.Priority is >= 0 and <= 10, "priority must be a whole number from 0 to 10; 10 goes first.");
        Need("overlap", ScheduleOverlap.All.Contains(wanted.Overlap), $"overlap must be one of {string.Join(", ", ScheduleOverlap.All)}.");
        Need("missed", ScheduleMissed.All.Contains(wanted.Missed), $"missed must be one of {string.Join(", ", ScheduleMissed.All)}.");
        Need("filter.search", wanted.Filter.Search is not { Length: > ListRecords.LongestSearch } && wanted.Filter.Search?.Contains('\0', StringComparison.Ordinal) != true, $"A search has at most {ListRecords.LongestSearch} characters.");
        Need("filter.status", wanted.Filter.Status is null || RecordStatus.All.Contains(wanted.Filter.Status), $"status must be one of {string.Join(", ", RecordStatus.All)}.");
        Need("filter.olderThanDays", wanted.Filter.OlderThanDays is null or (>= 1 and <= RecordFilter.MostDays), $"It must be a whole number of days from 1 to {RecordFilter.MostDays}.");
        return problems;

        void Need(string field, bool holds, string message)
        {
            if (!holds) problems.Add(new(field, "invalid_value", message));
        }
    }

    // A change names what it changed, as before and after; a new one all that it is.
    private static AuditLine Line(ScheduleOwner owner, string action, Schedule made, Schedule? old = null)
    {
        var told = old is null ? Told(made)
            : Told(made).Zip(Told(old)).Where(pair => pair.First != pair.Second).Select(pair => (pair.First.Name, $"{pair.Second.Value} → {pair.First.Value}"));
        return AuditedStart.Line(owner.By, action, $"schedule {made.Id}", [("name", made.Name), .. told]);
    }

    private static (string Name, string Value)[] Told(Schedule s) =>
    [
        ("called", s.Name), ("cron", s.Cron), ("timeZone", s.TimeZone), ("type", s.Type), ("filter", s.Filter), ("provider", s.Provider ?? "by key"), ("maxCredits", s.MaxCredits?.ToString("0.####", CultureInfo.InvariantCulture) ?? "no limit"),
        ("priority", s.Priority.ToString(CultureInfo.InvariantCulture)), ("overlap", s.Overlap), ("missed", s.Missed), ("enabled", s.Enabled ? "yes" : "no"), ("runsFor", s.CreatedBy ?? "command line"),
    ];
}

/// <summary>What came of saving a schedule.</summary>
internal abstract record SaveScheduleResult
{
    private SaveScheduleResult() { }

    public sealed record Saved(ScheduleView Schedule) : SaveScheduleResult;

    /// <summary>Nothing was saved.</summary>
    public sealed record Refused(IReadOnlyList<SettingsProblem> Problems) : SaveScheduleResult;

    public sealed record NotFound : SaveScheduleResult;

    /// <summary>Somebody else changed it meanwhile.</summary>
    public sealed record Stale : SaveScheduleResult;
}
