using System.Globalization;
using AdaptiveOutbound.Data.Records;
using AdaptiveOutbound.Jobs.Credits;
using AdaptiveOutbound.Jobs.Enrichment;
using AdaptiveOutbound.Jobs.Jobs;
using AdaptiveOutbound.Jobs.Providers;
using AdaptiveOutbound.Jobs.Records;
using AdaptiveOutbound.Jobs.Tokens;
using AdaptiveOutbound.Web.Access;
using AdaptiveOutbound.Web.Hosting;
using AdaptiveOutbound.Web.Pages.Parts;
using Microsoft.AspNetCore.Mvc;

namespace AdaptiveOutbound.Web.Pages.Workspace;

/// <summary>Says what enriching the chosen records can cost, and starts it: those ticked, or all that a filter chooses.</summary>
[LeastRole(WorkspaceRole.Member)]
internal sealed class RecordsEnrichModel(EstimateJob estimates, StartEnrich start, ChooseProvider choose, FindRecord find, FormOnce once, OutboundHost host) : OfKindPage
{
    [BindProperty(SupportsGet = true, Name = "id")] public Guid[] Ids { get; set; } = [];

    /// <summary>Whether the ticked ones are meant: without a tick, none and not all.</summary>
    [BindProperty(SupportsGet = true, Name = "ticked")] public bool Ticked { get; set; }

    [BindProperty(SupportsGet = true, Name = "q")] public string? Search { get; set; }

    [BindProperty(SupportsGet = true, Name = "status")] public string? Status { get; set; }

    [BindProperty(SupportsGet = true, Name = "provider")] public string? Provider { get; set; }

    /// <summary>Whether to ask again where a fresh answer exists.</summary>
    [BindProperty(SupportsGet = true, Name = "refresh")] public bool Refresh { get; set; }

    /// <summary>The most that the page said it can cost. Without it nothing is started.</summary>
    [BindProperty(Name = "most")] public string? Most { get; set; }

    /// <summary>The one record that is meant; null when it is several, or is gone.</summary>
    public RecordView? Only { get; private set; }

    /// <summary>Whom this is about.</summary>
    public string Chosen => Only is { } one ? RecordWords.Cut(RecordWords.Title(one), 120)
        : Ids.Length > 0 ? "Those that you ticked."
        : string.IsNullOrEmpty(Search) && string.IsNullOrEmpty(Status) ? $"All {Plural} of this workspace." : "All that match the filter, as they stand when the job starts.";

    /// <summary>Where nothing happens.</summary>
    public string Back => Only is { } one ? $"{List}/{one.Id}" : List;

    public RunEstimate? Estimate { get; private set; }

    public JobRefusal? Refusal { get; private set; }

    /// <summary>Whether the same form, sent before, is starting the job at this moment.</summary>
    public bool Running { get; private set; }

    /// <summary>Whom the workspace could ask.</summary>
    public IReadOnlyList<string> Providers { get; private set; } = [];

    /// <summary>What the page says that it can cost at most, as its form sends it.</summary>
    public string? Told => Estimate?.MaxCredits.ToString(CultureInfo.InvariantCulture);

    public bool IsSandbox => Estimate?.Provider == SandboxProvider.ProviderName;

    public string Action => Estimate is null ? "Enrich"
        : $"Enrich {Times.Number(Estimate.Records)}, {(IsSandbox ? "invented data, no credits" : $"at most {Times.Credits(Estimate.MaxCredits)} {(Estimate.MaxCredits == 1 ? "credit" : "credits")}")}";

    private EnrichRequest Asked => new(Kind, Ids.Length > 0 ? Ids : null,
        Ids.Length > 0 ? null : new RecordFilter(ListRecords.SearchOf(Search is { Length: > ListRecords.LongestSearch } ? TextCut.At(Search, ListRecords.LongestSearch) : Search), RecordStatus.All.Contains(Status) ? Status : null),
        ChooseProvider.Known.Contains(Provider) ? Provider : null, Refresh, CreatedBy: Actor);

    // An address that names records, none of which can be read, must not mean all of them.
    private bool NamesNobody => Ids.Length == 0 && HttpContext.Request.Query.ContainsKey("id");

    private bool TicksNothing => Ticked && Ids.Length == 0;

    public async Task<IActionResult> OnGetAsync()
    {
        if (NamesNobody) return NotFound();
        if (TicksNothing) return TickFirst();
        await LoadAsync();
        return Page();
    }

    public async Task<IActionResult> OnPostAsync()
    {
        if (NamesNobody) return NotFound();
        if (TicksNothing) return TickFirst();
        var told = decimal.TryParse(Most, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var most) ? most : 0;
        JobRefusal? refusal = null;
        (var job, Running) = await once.RunAsync(HttpContext, Workspace.WorkspaceId, async remember =>
        {
            (var started, refusal) = await start.ExecuteAsync(Workspace.WorkspaceId, Asked with { MaxCredits = told }, HttpContext.RequestAborted, remember);
            return started;
        });
        if (job is { } id) return Redirect($"{Root}/jobs/{id}");
        await LoadAsync();
        Refusal = refusal;
        return Page();
    }

    /// <summary>This choice with another provider.</summary>
    public string With(string provider) => $"{List}/enrich" + QueryString.Create([.. Ids.Select(id => KeyValuePair.Create<string, string?>("id", id.ToString())),
        .. new[] { ("q", Search), ("status", Status), ("provider", provider), ("refresh", Refresh ? "true" : null) }
            .Where(pair => !string.IsNullOrEmpty(pair.Item2)).Select(pair => KeyValuePair.Create(pair.Item1, pair.Item2))]);

    // Back to the page of the list that was shown.
    private RedirectResult TickFirst()
    {
        var shown = HttpContext.Request.Query.Where(pair => pair.Key is "q" or "status" or "sort" or "cursor");
        var all = string.IsNullOrEmpty(Search) && string.IsNullOrEmpty(Status) ? $"all {Plural}" : "all that match";
        return Refused($"/{Plural}{QueryString.Create(shown)}", $"Tick at least one {Singular}, or use “Enrich {all}”.");
    }

    private async Task LoadAsync()
    {
        var ct = HttpContext.RequestAborted;
        if (Ids is [var id]) Only = (await find.ManyAsync(Workspace.WorkspaceId, Kind, [id], ct)).GetValueOrDefault(id);
        List<string> may = [];
        foreach (var name in ChooseProvider.Known.Where(name => name != SandboxProvider.ProviderName || !host.Settings.IsProduction))
            if ((await choose.ExecuteAsync(Workspace.WorkspaceId, name, ct)).Provider is not null) may.Add(name);
        Providers = may;
        (Estimate, Refusal) = await estimates.ExecuteAsync(Workspace.WorkspaceId, Asked, ct);
    }
}
