using AdaptiveOutbound.Data.Credits;
using AdaptiveOutbound.Data.Jobs;
using AdaptiveOutbound.Data.Records;
using AdaptiveOutbound.Jobs.Credits;
using AdaptiveOutbound.Jobs.Imports;
using AdaptiveOutbound.Jobs.Jobs;
using AdaptiveOutbound.Jobs.Keys;
using AdaptiveOutbound.Jobs.Members;
using AdaptiveOutbound.Jobs.Tokens;
using AdaptiveOutbound.Web.Access;
using AdaptiveOutbound.Web.Hosting;
using AdaptiveOutbound.Web.Pages.Parts;
using Microsoft.AspNetCore.Mvc;

namespace AdaptiveOutbound.Web.Pages.Workspace;

/// <summary>What runs, what it cost, what needs attention.</summary>
internal sealed class HomeModel(ReadJobs jobs, CountJobs count, FindNeeds find, ReadUsage usage, ListAlerts alerts, DismissAlert dismiss, ListKeys keys, ListMembers members, LiveJobs live, UploadFile upload, StartImport start,
    OutboundHost host) : WorkspacePage
{
    private const int Shown = 5;
    private const int Month = 31;

    public JobStats Stats { get; private set; } = null!;

    public IReadOnlyList<JobView> Running { get; private set; } = [];

    public IReadOnlyList<JobView> Imports { get; private set; } = [];

    public Needs Needs { get; private set; } = null!;

    /// <summary>What should be known about credits; what the provider's own credits say stands among the needs already, and that work rests above every page.</summary>
    public IReadOnlyList<AlertView> Alerts { get; private set; } = [];

    public IReadOnlyList<KeyView> Keys { get; private set; } = [];

    public UsageTotals Used { get; private set; } = null!;

    public decimal CreditsThisMonth { get; private set; }

    public bool HasColleagues { get; private set; }

    /// <summary>Whether no job was ever made here.</summary>
    public bool IsEmpty { get; private set; }

    public bool HasSandbox => !host.Settings.IsProduction;

    public int Open => Stats.Open.Pending + Stats.Open.Processing + Stats.Open.Paused;

    public async Task OnGetAsync()
    {
        var (workspace, ct) = (Workspace.WorkspaceId, HttpContext.RequestAborted);
        Keys = KeyView.All(await keys.ExecuteAsync(workspace, ct));
        await ReadWorkAsync(workspace, ct);
        // Where there is work there were jobs: only an idle workspace is asked whether it ever had one.
        IsEmpty = !IsLive && Running.Count + Imports.Count + Stats.LastDay.Made == 0 && (await jobs.ListAsync(workspace, null, null, null, 1, ct)).Data.Count == 0;
        if (IsEmpty)
        {
            HasColleagues = (await members.ExecuteAsync(workspace, ct)).Count > 1;
            return;
        }

        var month = await usage.ExecuteAsync(workspace, Month, ct);
        Used = UsageTotals.Of([.. (month?.Data ?? []).Where(line => line.Day > month!.To.AddDays(-30))]);
        CreditsThisMonth = (month?.Data ?? []).Where(line => (line.Day.Year, line.Day.Month) == (month!.To.Year, month.To.Month)).Sum(line => line.Credits);
    }

    /// <summary>Says when any job of the workspace changes.</summary>
    public Task<IActionResult> OnGetEventsAsync() => live.FollowAsync(HttpContext, Workspace, null);

    /// <summary>Runs the sample: invented companies, asked of the sandbox, for no credits.</summary>
    [LeastRole(WorkspaceRole.Member)]
    public async Task<IActionResult> OnPostSampleAsync()
    {
        if (!HasSandbox) return NotFound();
        await using var sample = typeof(HomeModel).Assembly.GetManifestResourceStream("companies.csv")!;
        var (file, problem) = await upload.ExecuteAsync(Workspace.WorkspaceId, "companies.csv", sample, HttpContext.RequestAborted);
        if (file is null) return Refused("", problem!.Message);
        var request = new ImportRequest(file.FileId, RecordKind.Account, [], ["enrich", "export"], "sandbox", Raw: false, Actor);
        var (made, refused) = await start.ExecuteAsync(Workspace.WorkspaceId, request, CancellationToken.None);
        return made is null ? Refused("", refused!.Message) : Done($"/jobs/{made.EnrichJobId}", "The sample import has started.");
    }

    [LeastRole(WorkspaceRole.Member)]
    public async Task<IActionResult> OnPostDismissAsync(Guid alert) =>
        await dismiss.ExecuteAsync(Workspace.WorkspaceId, alert, Actor, HttpContext.RequestAborted) ? Done("", "The alert was dismissed.") : Redirect(Root);

    private bool IsSaidElsewhere(string code) => code switch
    {
        AlertCodes.ProviderCredits => Needs.Stuck.Any(lane => lane.Reason == WaitReasons.ProviderCredits),
        AlertCodes.Restored => Rests,
        _ => false,
    };

    private async Task ReadWorkAsync(Guid workspace, CancellationToken ct)
    {
        Stats = await count.ExecuteAsync(workspace, ct);
        Needs = await find.ExecuteAsync(workspace, Stats.LastDay, ct);
        Alerts = [.. (await alerts.ExecuteAsync(workspace, ct)).Where(alert => !IsSaidElsewhere(alert.Code))];
        Running = [.. (await jobs.ListAsync(workspace, JobStatus.Processing, null, null, Shown, ct)).Data,
            .. (await jobs.ListAsync(workspace, JobStatus.Pending, null, null, Shown, ct)).Data];
        Imports = (await jobs.ListAsync(workspace, null, JobTypes.ImportCsv, null, Shown, ct)).Data;
    }
}
