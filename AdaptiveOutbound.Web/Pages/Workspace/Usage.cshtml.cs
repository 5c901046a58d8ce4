using AdaptiveOutbound.Jobs.Credits;
using AdaptiveOutbound.Web.Access;
using AdaptiveOutbound.Web.Api;
using AdaptiveOutbound.Web.Hosting;
using AdaptiveOutbound.Web.Pages.Parts;
using Microsoft.AspNetCore.Mvc;

namespace AdaptiveOutbound.Web.Pages.Workspace;

/// <summary>What the workspace spent and what it got for it.</summary>
internal sealed class UsageModel(ReadUsage read, ReadBudget budget, FindPeriod find, ReadLedger ledger, ReadReconciliation reconciliation, OutboundHost host) : WorkspacePage
{
    private const int DaysOfSmallChart = 14;

    /// <summary>The periods that can be chosen, in days.</summary>
    public static IReadOnlyList<int> Periods { get; } = [7, 30, 90];

    /// <summary>What the lines of the ledger can be, with their names and words.</summary>
    public static IReadOnlyList<(LedgerGroup Group, string Name, string Word)> Groups { get; } =
        [(LedgerGroup.Day, "day", "Day"), (LedgerGroup.Provider, "provider", "Provider"), (LedgerGroup.Job, "job", "Job"), (LedgerGroup.User, "user", "Person or token"), (LedgerGroup.Schedule, "schedule", "Schedule")];

    [BindProperty(SupportsGet = true, Name = "by")] public string? By { get; set; }

    [BindProperty(SupportsGet = true, Name = "days")] public int Days { get; set; } = 30;

    public UsageView Usage { get; private set; } = null!;

    /// <summary>What was asked of the sandbox; in no other figure.</summary>
    public UsageTotals? Sandbox { get; private set; }

    /// <summary>The limits of day and month that are set.</summary>
    public IReadOnlyList<BudgetWindow> Budgets { get; private set; } = [];

    /// <summary>What was charged, is held and is in doubt.</summary>
    public LedgerView Ledger { get; private set; } = null!;

    /// <summary>What the provider's own counter says of these days.</summary>
    public IReadOnlyList<ReconciliationLine> Counts { get; private set; } = [];

    public UsageChart Wide { get; private set; } = null!;

    /// <summary>For phones: the last days only, so that its text can be read.</summary>
    public UsageChart Small { get; private set; } = null!;

    public bool HasSandbox => !host.Settings.IsProduction;

    public async Task<IActionResult> OnGetAsync()
    {
        if (await PeriodAsync() is not { } period || await read.ExecuteAsync(Workspace.WorkspaceId, Days, HttpContext.RequestAborted) is not { } usage) return NotFound();
        Usage = usage;
        Budgets = await budget.ExecuteAsync(Workspace.WorkspaceId, HttpContext.RequestAborted);
        Ledger = await ledger.ExecuteAsync(Workspace.WorkspaceId, Group, period, ReadLedger.MostLines, HttpContext.RequestAborted);
        Counts = (await reconciliation.ExecuteAsync(Workspace.WorkspaceId, period, HttpContext.RequestAborted)).Data;
        if (HasSandbox) Sandbox = await read.SandboxAsync(Workspace.WorkspaceId, usage, HttpContext.RequestAborted);
        string[] providers = [.. usage.Providers.Select(provider => provider.Provider)];
        var credits = usage.Data.ToDictionary(line => (line.Day, line.Provider), line => line.Credits);
        List<ChartDay> days = [.. Enumerable.Range(0, Days).Select(n => usage.From.AddDays(n)).Select(day => new ChartDay(day, [.. providers.Select(p => credits.GetValueOrDefault((day, p)))]))];
        string[] names = [.. providers.Select(RecordWords.Provider)];
        (Wide, Small) = (new(days, names, 760), new([.. days.TakeLast(DaysOfSmallChart)], names, 330));
        return Page();
    }

    /// <summary>The ledger's lines as a file.</summary>
    public async Task<IActionResult> OnGetLedgerAsync([FromServices] WriteLedger write)
    {
        if (await PeriodAsync() is not { } period) return NotFound();
        CsvDownload.Announce(Response, WriteLedger.NameOf(Group, period));
        await write.ExecuteAsync(Workspace.WorkspaceId, Group, period, Response.Body, HttpContext.RequestAborted);
        return new EmptyResult();
    }

    /// <summary>Every question of these days as a file.</summary>
    public async Task<IActionResult> OnGetLookupsAsync([FromServices] WriteLookups write)
    {
        if (await PeriodAsync() is not { } period) return NotFound();
        CsvDownload.Announce(Response, await write.GrantAsync(Workspace.WorkspaceId, period, Actor, HttpContext.RequestAborted));
        await write.ExecuteAsync(Workspace.WorkspaceId, period, Response.Body, HttpContext.RequestAborted);
        return new EmptyResult();
    }

    /// <summary>The page with another period; the lines of the ledger stay.</summary>
    public string With(int days) => $"{Root}/usage?days={days}{(Group == LedgerGroup.Day ? "" : $"&by={By}")}";

    /// <summary>Where what the page shows is a file.</summary>
    public string CsvOf(string name) => $"{Root}/usage/{name}?days={Days}{(name == "ledger" ? $"&by={LedgerGroups.NameOf(Group)}" : "")}";

    /// <summary>What a line of the ledger is called.</summary>
    public string NameOf(LedgerViewLine line) => Ledger.By switch
    {
        LedgerGroup.Day => UsageChart.Name(DateOnly.ParseExact(line.Label, "yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture)),
        LedgerGroup.Provider => RecordWords.Provider(line.Label),
        _ => line.Label,
    };

    private LedgerGroup Group => LedgerGroups.Parse(By) ?? LedgerGroup.Day;

    private Task<LedgerPeriod?> PeriodAsync()
    {
        if (!Periods.Contains(Days)) Days = 30;
        return find.LastAsync(Workspace.WorkspaceId, Days, HttpContext.RequestAborted);
    }

    /// <summary>Part of a whole with one place, such as "71.0 %"; nothing of nothing.</summary>
    /// <summary>When a job was made: its id begins with it.</summary>
    public static DateTimeOffset MadeAt(string job) => DateTimeOffset.FromUnixTimeMilliseconds(Convert.ToInt64(job.Replace("-", "", StringComparison.Ordinal)[..12], 16));

    public static string Percent(decimal part, decimal whole) => whole == 0 ? "None yet" : $"{(part / whole * 100).ToString("0.0", System.Globalization.CultureInfo.InvariantCulture)} %";
}
