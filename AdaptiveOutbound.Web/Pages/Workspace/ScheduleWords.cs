using AdaptiveOutbound.Data.Records;
using AdaptiveOutbound.Data.Schedules;
using AdaptiveOutbound.Jobs.Jobs;
using AdaptiveOutbound.Jobs.Schedules;

namespace AdaptiveOutbound.Web.Pages.Workspace;

/// <summary>What pages say of schedules.</summary>
internal static class ScheduleWords
{
    /// <summary>Which records a schedule takes, such as "Accounts whose answer is too old, or that have none".</summary>
    public static string What(ScheduleView schedule)
    {
        var (filter, which) = (schedule.Filter, Which(schedule.Filter));
        return $"{(schedule.Kind == RecordKind.Account ? "Accounts" : "Contacts")}{(which.Length == 0 ? "" : " " + which)}{(filter.Search is null ? "" : $", beginning with “{RecordWords.Cut(filter.Search, 40)}”")}";
    }

    /// <summary>The conditions of a filter beside its search; empty without any.</summary>
    public static string Which(RecordFilter filter)
    {
        string?[] parts =
        [
            filter.Status switch { RecordStatus.NotEnriched => "that are not enriched", RecordStatus.NoMatch => "without a match", RecordStatus.Enriched => "that are enriched", _ => null },
            filter.OlderThanDays is { } days ? $"answered more than {Parts.Words.Count(days, "day")} ago" : null,
            filter.Stale ? "whose answer is too old, or that have none" : null,
        ];
        return string.Join(", ", parts.OfType<string>());
    }

    /// <summary>What came of a run.</summary>
    public static string Outcome(string outcome) => outcome switch
    {
        ScheduleOutcome.Started => "Started",
        ScheduleOutcome.Empty => "Nothing to do",
        ScheduleOutcome.Overlap => "Left out",
        ScheduleOutcome.Missed => "Missed",
        ScheduleOutcome.Waits => "Waits",
        _ => Parts.Words.Sentence(outcome),
    };

    /// <summary>What came of a run's job, such as "10 records, 7 enriched, 7 credits. Credit limit".</summary>
    public static string Came(JobView job) =>
        $"{Parts.Words.Count(job.Counts.Total, "record")}, {Parts.Times.Number(job.Counts.Enriched)} enriched{(Parts.Words.IsSandbox(job) ? "" : $", {Parts.Times.Credits(job.Credits)} credits")}{(job.WaitingFor is { } wait ? $". {Parts.Words.Wait(wait).Short}" : "")}";

    /// <summary>An instant on the clocks of a zone, with how far they are from UTC.</summary>
    public static string Clock(DateTimeOffset at, string zone) =>
        Clock(new CronTime(Jobs.Workspaces.TimeZones.Find(zone) is { } found ? TimeZoneInfo.ConvertTime(at, found) : at, null));

    /// <summary>A time on the clocks of its zone, with how far they are from UTC.</summary>
    public static string Clock(CronTime time) => time.At.ToString("ddd, MMM d yyyy, HH:mm (zzz)", System.Globalization.CultureInfo.InvariantCulture);
}
