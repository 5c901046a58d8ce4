using AdaptiveOutbound.Jobs.Credits;
using AdaptiveOutbound.Web.Access;
using AdaptiveOutbound.Web.Hosting;
using AdaptiveOutbound.Web.Pages.Parts;
using Microsoft.AspNetCore.Mvc;

namespace AdaptiveOutbound.Web.Pages.Workspace;

/// <summary>What the workspace spent and what it got for it.</summary>
internal sealed class UsageModel(ReadUsage read, ReadBudget budget, OutboundHost host) : WorkspacePage
{
    private const int DaysOfSmallChart = 14;

    /// <summary>The periods that can be chosen, in days.</summary>
    public static IReadOnlyList<int> Periods { get; } = [7, 30, 90];

    [BindProperty(SupportsGet = true, Name = "days")] public int Days { get; set; } = 30;

    public UsageView Usage { get; private set; } = null!;

    /// <summary>What was asked of the sandbox; in no other figure.</summary>
    public UsageTotals? Sandbox { get; private set; }

    /// <summary>The limits of day and month that are set.</summary>
    public IReadOnlyList<BudgetWindow> Budgets { get; private set; } = [];

    public UsageChart Wide { get; private set; } = null!;

    /// <summary>For phones: the last days only, so that its text can be read.</summary>
    public UsageChart Small { get; private set; } = null!;

    public bool HasSandbox => !host.Settings.IsProduction;

    public async Task<IActionResult> OnGetAsync()
    {
        if (!Periods.Contains(Days)) Days = 30;
        if (await read.ExecuteAsync(Workspace.WorkspaceId, Days, HttpContext.RequestAborted) is not { } usage) return NotFound();
        Usage = usage;
        Budgets = await budget.ExecuteAsync(Workspace.WorkspaceId, HttpContext.RequestAborted);
        if (HasSandbox) Sandbox = await read.SandboxAsync(Workspace.WorkspaceId, usage, HttpContext.RequestAborted);
        string[] providers = [.. usage.Providers.Select(provider => provider.Provider)];
        var credits = usage.Data.ToDictionary(line => (line.Day, line.Provider), line => line.Credits);
        List<ChartDay> days = [.. Enumerable.Range(0, Days).Select(n => usage.From.AddDays(n)).Select(day => new ChartDay(day, [.. providers.Select(p => credits.GetValueOrDefault((day, p)))]))];
        string[] names = [.. providers.Select(RecordWords.Provider)];
        (Wide, Small) = (new(days, names, 760), new([.. days.TakeLast(DaysOfSmallChart)], names, 330));
        return Page();
    }

    /// <summary>Part of a whole with one place, such as "71.0 %"; nothing of nothing.</summary>
    public static string Percent(decimal part, decimal whole) => whole == 0 ? "None yet" : $"{(part / whole * 100).ToString("0.0", System.Globalization.CultureInfo.InvariantCulture)} %";
}
