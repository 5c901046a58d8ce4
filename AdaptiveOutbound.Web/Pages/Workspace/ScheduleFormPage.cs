using System.Globalization;
using AdaptiveOutbound.Data.Records;
using AdaptiveOutbound.Data.Schedules;
using AdaptiveOutbound.Jobs.Enrichment;
using AdaptiveOutbound.Jobs.Providers;
using AdaptiveOutbound.Jobs.Records;
using AdaptiveOutbound.Jobs.Schedules;
using AdaptiveOutbound.Jobs.Workspaces;
using AdaptiveOutbound.Web.Access;
using AdaptiveOutbound.Web.Hosting;
using Microsoft.AspNetCore.Mvc;

namespace AdaptiveOutbound.Web.Pages.Workspace;

/// <summary>The form of a schedule, new or old. What is no number stays in its field as it was typed.</summary>
internal abstract class ScheduleFormPage(ReadSchedules read, OutboundHost host) : WorkspacePage
{
    /// <summary>Which records a schedule may take.</summary>
    public static readonly IReadOnlyList<(string Value, string Text)> Choices =
    [
        ("stale", "Those whose answer is too old, or that have none"), (RecordStatus.NotEnriched, "Those that are not enriched"), ("older", "Those answered more days ago than below"),
        (RecordStatus.NoMatch, "Those without a match"), (RecordStatus.Enriched, "Those that are enriched"), ("all", "All"),
    ];

    /// <summary>Which stands for a filter that the form has no choice for, such as one that the API set.</summary>
    public const string KeptChoice = "kept";

    [BindProperty] public string? Name { get; set; }

    [BindProperty] public string? Kind { get; set; }

    [BindProperty] public string? Which { get; set; }

    [BindProperty] public string? OlderThanDays { get; set; }

    [BindProperty] public string? Search { get; set; }

    [BindProperty] public string? Cron { get; set; }

    [BindProperty] public string? TimeZone { get; set; }

    [BindProperty] public string? MaxCredits { get; set; }

    [BindProperty] public string? Provider { get; set; }

    [BindProperty] public string? Overlap { get; set; }

    [BindProperty] public string? Missed { get; set; }

    [BindProperty] public string? Priority { get; set; } = "5";

    [BindProperty] public bool Enabled { get; set; } = true;

    [BindProperty] public int Revision { get; set; }

    /// <summary>The filter as it was saved, which <see cref="KeptChoice"/> means; null of a new schedule.</summary>
    public RecordFilter? Kept { get; protected set; }

    public abstract bool IsNew { get; }

    /// <summary>Where the form is sent.</summary>
    public abstract string Address { get; }

    public string PreviewAddress => $"{Address}?handler=Times";

    /// <summary>Where nothing happens.</summary>
    public abstract string Back { get; }

    public bool Stale { get; protected set; }

    /// <summary>Whether times were asked for and nothing was to be saved.</summary>
    public bool IsPreview { get; private set; }

    /// <summary>By field, what is wrong with it.</summary>
    public Dictionary<string, string> Trouble { get; } = new(StringComparer.Ordinal);

    /// <summary>The next times of the cron, when they were asked for.</summary>
    public IReadOnlyList<CronTime> Times { get; private set; } = [];

    public IEnumerable<string> Providers => ChooseProvider.Known.Where(name => name != SandboxProvider.ProviderName || !host.Settings.IsProduction);

    protected ReadSchedules Schedules => read;

    protected ScheduleOwner Owner => new(Actor, SignedIn.IdOf(User), null);

    /// <summary>The form again, with the times that its cron names.</summary>
    protected IActionResult ShowTimes()
    {
        (Times, IsPreview) = (read.NextTimes(Cron ?? "", (TimeZone ?? "").Trim()), true);
        if (read.ProblemOf(Cron ?? "") is { } problem) Trouble["cron"] = problem;
        if (TimeZones.Find((TimeZone ?? "").Trim()) is null) Trouble["timeZone"] = TimeZones.Unknown;
        return Page();
    }

    /// <summary>What was entered; null when something cannot be read.</summary>
    protected WantedSchedule? Read()
    {
        var days = Number("filter.olderThanDays", OlderThanDays, "Enter a whole number of days, 1 to 3,650.");
        var (priority, most) = (Number("priority", Priority, "Enter a whole number from 0 to 10."), Credits());
        if (Which == "older" && string.IsNullOrWhiteSpace(OlderThanDays)) Trouble["filter.olderThanDays"] = "Enter how many days, 1 to 3,650.";
        if (Trouble.Count > 0) return null;
        var search = ListRecords.SearchOf(string.IsNullOrWhiteSpace(Search) ? null : Search);
        var filter = Which == KeptChoice && Kept is { } kept ? kept with { Search = search }
            : new RecordFilter(search, RecordStatus.All.Contains(Which) ? Which : null, Which == "older" ? days : null, Which == "stale");
        return new(Name ?? "", Cron ?? "", (TimeZone ?? "").Trim(), Kind == "contacts" ? "enrich_contacts" : "enrich_accounts", filter, string.IsNullOrEmpty(Provider) ? null : Provider, most, priority ?? 5,
            Overlap ?? ScheduleOverlap.Skip, Missed ?? ScheduleMissed.Once, Enabled);
    }

    protected IActionResult Refused(SaveScheduleResult.Refused refused)
    {
        foreach (var problem in refused.Problems) Trouble.TryAdd(problem.Field, problem.Message);
        return Page();
    }

    /// <summary>The fields of a schedule.</summary>
    protected void Fill(ScheduleView s)
    {
        Kept = s.Filter;
        var which = s.Filter switch
        {
            { Stale: true, Status: null, OlderThanDays: null } => "stale",
            { Stale: false, Status: null, OlderThanDays: not null } => "older",
            { Stale: false, OlderThanDays: null } => s.Filter.Status ?? "all",
            _ => KeptChoice,
        };
        (Name, Kind, Which, Search, Cron, TimeZone) = (s.Name, s.Kind == RecordKind.Contact ? "contacts" : "accounts", which, s.Filter.Search, s.Cron, s.TimeZone);
        (OlderThanDays, MaxCredits) = (s.Filter.OlderThanDays?.ToString(CultureInfo.InvariantCulture), s.MaxCredits?.ToString("0.####", CultureInfo.InvariantCulture));
        (Provider, Overlap, Missed, Priority, Enabled, Revision) = (s.Provider, s.Overlap, s.Missed, s.Priority.ToString(CultureInfo.InvariantCulture), s.Enabled, s.Revision);
    }

    private int? Number(string field, string? typed, string wrong)
    {
        if (string.IsNullOrWhiteSpace(typed)) return null;
        if (int.TryParse(typed, NumberStyles.AllowLeadingSign | NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out var number)) return number;
        Trouble[field] = wrong;
        return null;
    }

    private decimal? Credits()
    {
        if (string.IsNullOrWhiteSpace(MaxCredits)) return null;
        if (decimal.TryParse(MaxCredits, NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign | NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out var credits)) return credits;
        Trouble["maxCredits"] = "Enter a number of credits, such as 1500 or 99.5, without a comma, or leave it empty.";
        return null;
    }
}
