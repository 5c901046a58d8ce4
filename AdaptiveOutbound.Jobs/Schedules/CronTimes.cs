using Cronos;

namespace AdaptiveOutbound.Jobs.Schedules;

/// <summary>
/// The times that a cron of five fields names in a zone. A time that the clocks skip runs at the first instant after the gap; a time that
/// comes twice runs the first time, unless the cron names an interval of minutes or hours, which goes on through both.
/// </summary>
internal sealed class CronTimes
{
    /// <summary>Characters of the longest cron that is read.</summary>
    public const int Longest = 100;

    private static readonly Dictionary<string, string> Names = new(StringComparer.OrdinalIgnoreCase)
    {
        ["@every_minute"] = "* * * * *", ["@hourly"] = "0 * * * *", ["@daily"] = "0 0 * * *", ["@midnight"] = "0 0 * * *", ["@weekly"] = "0 0 * * 0",
        ["@monthly"] = "0 0 1 * *", ["@yearly"] = "0 0 1 1 *", ["@annually"] = "0 0 1 1 *",
    };

    private readonly CronExpression _cron;

    private CronTimes(string text, CronExpression cron) => (Text, _cron) = (text, cron);

    /// <summary>The five fields, with one blank between them.</summary>
    public string Text { get; }

    /// <summary>Reads a cron; what is wrong with it is said for people.</summary>
    /// <param name="now">It must fire after this instant.</param>
    public static (CronTimes? Cron, string? Problem) Read(string text, DateTimeOffset now)
    {
        if (text.Length > Longest)
            return (null, $"A cron has at most {Longest} characters.");
        var fields = Names.GetValueOrDefault(text.Trim(), text).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        switch (fields.Length)
        {
            case 5: break;
            case 6: return (null, "It names seconds, and a schedule runs at most once a minute: give five fields (minute, hour, day of the month, month, day of the week).");
            default: return (null, "A cron has five fields: minute, hour, day of the month, month, day of the week, such as “30 6 * * 1-5” for half past six on working days.");
        }

        try
        {
            var line = string.Join(' ', fields);
            var cron = CronExpression.Parse(line);
            return cron.GetNextOccurrence(now, TimeZoneInfo.Utc) is null ? (null, "It never fires: no such day exists.") : (new CronTimes(line, cron), null);
        }
        catch (Exception e) when (e is CronFormatException or MissingSeedException)
        {
            return (null, e is CronFormatException ? $"It cannot be read as a cron: {e.Message.TrimEnd('.')}." : "It cannot be read as a cron: H is not taken. Name the minute and the hour; schedules of one minute are spread anyway.");
        }
    }

    /// <summary>The first time after an instant; null when there is none any more.</summary>
    public DateTimeOffset? Next(DateTimeOffset after, TimeZoneInfo zone) => _cron.GetNextOccurrence(after, zone);

    /// <summary>The next times, with a word on those at which the clocks change.</summary>
    public IReadOnlyList<CronTime> Next(DateTimeOffset after, TimeZoneInfo zone, int count)
    {
        List<CronTime> times = [];
        var before = zone.GetUtcOffset(after);
        for (DateTimeOffset? at = Next(after, zone); at is { } time && times.Count < count; at = Next(time, zone))
        {
            var local = TimeZoneInfo.ConvertTime(time, zone);
            times.Add(new(local, Note(local, before, zone)));
            before = local.Offset;
        }

        return times;
    }

    private static string? Note(DateTimeOffset at, TimeSpan before, TimeZoneInfo zone)
    {
        var local = DateTime.SpecifyKind(at.DateTime, DateTimeKind.Unspecified);
        if (zone.IsAmbiguousTime(local))
            return $"Clocks go back: this time comes twice, and this is the {(at.Offset == zone.GetAmbiguousTimeOffsets(local).Max() ? "first" : "second")}.";
        if (zone.IsInvalidTime(local.AddMinutes(-1)))
            return "Clocks go forward: the times before do not exist on this day, and what falls into them runs now.";
        return at.Offset == before ? null : at.Offset > before ? "Clocks went forward since the time before." : "Clocks went back since the time before.";
    }
}

/// <summary>A time that a cron names, as the zone's clocks show it.</summary>
/// <param name="Note">Where the clocks change; null elsewhere.</param>
internal sealed record CronTime(DateTimeOffset At, string? Note);
