using System.Globalization;
using System.Text.Json;
using AdaptiveOutbound.Data.Enrichment;
using AdaptiveOutbound.Data.Jobs;
using AdaptiveOutbound.Data.Records;
using AdaptiveOutbound.Jobs.Exports;
using AdaptiveOutbound.Jobs.Imports;
using AdaptiveOutbound.Jobs.Jobs;
using AdaptiveOutbound.Jobs.Records;
using AdaptiveOutbound.Jobs.Tokens;
using AdaptiveOutbound.Web.Access;
using AdaptiveOutbound.Web.Api;
using AdaptiveOutbound.Web.Pages.Parts;
using Microsoft.AspNetCore.Mvc;

namespace AdaptiveOutbound.Web.Pages.Workspace;

/// <summary>One job: how far it is, why it waits, what it did, and what can be done with it.</summary>
internal sealed class JobShowModel(ReadJobs jobs, JobReader reader, JobHistory history, FindRecord find, DownloadFile download, LiveJobs live,
    PauseJob pause, ResumeJob resume, RetryJob retry, TimeProvider clock) : WorkspacePage
{
    private const int PageSize = 50;
    private const int MostLogs = 100;
    private const int MostChunks = 20;
    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The tabs and their words.</summary>
    public static IReadOnlyList<(string Name, string Word)> Tabs { get; } = [("logs", "Logs"), ("items", "Items"), ("payload", "Payload and result")];

    /// <summary>The levels of the log and their words.</summary>
    public static IReadOnlyList<(string? Name, string Word)> Levels { get; } = [(null, "All"), ("info", "Info"), ("warning", "Warn"), ("error", "Error")];

    /// <summary>The outcomes of items and their words.</summary>
    public static IReadOnlyList<(string? Name, string Word)> Outcomes { get; } =
        [(null, "All"), ("enriched", "Enriched"), ("no_match", "No match"), ("skipped", "Skipped"), ("failed", "Failed"), ("dead_letter", "Dead letters"), ("cancelled", "Cancelled")];

    [BindProperty(SupportsGet = true, Name = "id")] public Guid Id { get; set; }

    [BindProperty(SupportsGet = true, Name = "tab")] public string? Tab { get; set; }

    [BindProperty(SupportsGet = true, Name = "level")] public string? Level { get; set; }

    [BindProperty(SupportsGet = true, Name = "outcome")] public string? Outcome { get; set; }

    [BindProperty(SupportsGet = true, Name = "cursor")] public string? Cursor { get; set; }

    public JobView Job { get; private set; } = null!;

    /// <summary>What led to the job, the job and what it leads to, in order.</summary>
    public IReadOnlyList<JobView> Chain { get; private set; } = [];

    /// <summary>The one whose changes the page follows: the first of the run that is open. Null when all have ended.</summary>
    public JobView? Followed => Chain.FirstOrDefault(job => !job.HasEnded);

    public IReadOnlyList<JobChunkRow> Chunks { get; private set; } = [];

    public IReadOnlyList<JobLogRow> Logs { get; private set; } = [];

    public IReadOnlyList<JobItemRow> Items { get; private set; } = [];

    /// <summary>The records of the shown items, those that are still there.</summary>
    public IReadOnlyDictionary<Guid, RecordView> Records { get; private set; } = new Dictionary<Guid, RecordView>();

    public Pager Pager { get; private set; } = null!;

    /// <summary>The export's files; null when the job is none, or has none yet.</summary>
    public ExportResult? Files => FilesOf(Job);

    /// <summary>The export of the run whose file is there: what people wait for.</summary>
    public JobView? Export => Chain.LastOrDefault(job => FilesOf(job) is not null);

    /// <summary>The newest revert of the enrichment; null when there was none.</summary>
    public JobView? Revert { get; private set; }

    /// <summary>What the revert did; null when it has not ended.</summary>
    public RevertCounts? Reverted => Revert is { Status: JobStatus.Completed, Result: { } result } ? PayloadJson.Read<RevertCounts>(result.GetRawText()) : null;

    /// <summary>Whether what the run changed can be put back now, and by the reader.</summary>
    public bool CanRevert => May(WorkspaceRole.Member) && Enriches(Job) && Job.Counts.Enriched > 0 && Chain.All(job => job.HasEnded)
        && Revert is null or { Status: JobStatus.Failed or JobStatus.DeadLetter or JobStatus.Cancelled };

    public IReadOnlyList<Figure> Figures => JobFigures.Of(Job);

    public DateTimeOffset Now => clock.GetUtcNow();

    public string Here => $"{Root}/jobs/{Id}";

    public IReadOnlyList<JobActions> Actions => May(WorkspaceRole.Member) ? JobActions.Of(Job, Chain) : [];

    public async Task<IActionResult> OnGetAsync()
    {
        // After a new sign-in the browser asks for the address of what it had sent.
        if (RouteData.Values["handler"] is not null) return Redirect(Here);
        var (workspace, ct) = (Workspace.WorkspaceId, HttpContext.RequestAborted);
        Chain = await jobs.RunAsync(workspace, Id, ct);
        if (Chain.FirstOrDefault(one => one.Id == Id) is not { } job) return NotFound();
        Job = job;
        if (!Tabs.Any(tab => tab.Name == Tab)) Tab = "logs";
        if (Enriches(job)) Revert = await jobs.RevertOfAsync(workspace, Id, ct);
        Chunks = (await history.ChunksAsync(workspace, Id, null, MostChunks, ct)).Data;
        if (Tab == "logs") await ReadLogsAsync(ct);
        if (Tab == "items" && !IsLive) await ReadItemsAsync(ct);
        return Page();
    }

    /// <summary>Says when the job changes; the page then fetches itself.</summary>
    public async Task<IActionResult> OnGetEventsAsync() =>
        await jobs.FindAsync(Workspace.WorkspaceId, Id, HttpContext.RequestAborted) is null ? NotFound() : await live.FollowAsync(HttpContext, Workspace, Id);

    public Task<IActionResult> OnGetFileAsync() => SendAsync(result => result.FileId);

    public Task<IActionResult> OnGetErrorsAsync() => SendAsync(result => result.ErrorsFileId);

    [LeastRole(WorkspaceRole.Member)]
    public async Task<IActionResult> OnPostPauseAsync() => Steered(Id, await pause.ExecuteAsync(Workspace.WorkspaceId, Id, CancellationToken.None, Actor), "The job is paused.");

    [LeastRole(WorkspaceRole.Member)]
    public async Task<IActionResult> OnPostResumeAsync() => Steered(Id, await resume.ExecuteAsync(Workspace.WorkspaceId, Id, CancellationToken.None, Actor), "The job goes on.");

    [LeastRole(WorkspaceRole.Member)]
    public async Task<IActionResult> OnPostRetryAsync() => Steered(Id, await retry.ExecuteAsync(Workspace.WorkspaceId, Id, CancellationToken.None, Actor), "What failed is tried again.");

    /// <summary>Document as people read it.</summary>
    public static string Pretty(JsonElement? json) => json is { } element ? JsonSerializer.Serialize(element, Readable) : "";

    private async Task ReadLogsAsync(CancellationToken cancellationToken)
    {
        if (!Levels.Any(level => level.Name == Level)) Level = null;
        long? before = long.TryParse(Cursor, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : null;
        var page = await reader.NewestLogsAsync(Workspace.WorkspaceId, Id, Level, before, MostLogs, cancellationToken);
        (Logs, Pager) = (page.Data, Pager.Of(Request, $"{Words.Count(page.Data.Count, "line")}, newest first", page.Next));
    }

    private async Task ReadItemsAsync(CancellationToken cancellationToken)
    {
        if (!Outcomes.Any(outcome => outcome.Name == Outcome)) Outcome = null;
        var page = await reader.ItemsAsync(Workspace.WorkspaceId, Id, Ended(Outcome), Cursor, PageSize, cancellationToken);
        (Items, Pager) = (page.Data, Pager.Of(Request, Words.Count(page.Data.Count, "item"), page.Next));
        if (!Enriches(Job)) return;
        Records = await find.ManyAsync(Workspace.WorkspaceId, Job.Type == JobTypes.EnrichContacts ? RecordKind.Contact : RecordKind.Account, [.. Items.Select(item => item.RecordId).OfType<Guid>()], cancellationToken);
    }

    // A dead letter has failed too: who opens the number of the failed ones sees them all.
    private static ItemOutcome[] Ended(string? outcome) => outcome switch
    {
        null => [],
        "failed" => [ItemOutcome.Failed, ItemOutcome.DeadLetter],
        _ => [.. Enum.GetValues<ItemOutcome>().Where(known => Words.Snake(known.ToString()) == outcome)],
    };

    private static bool Enriches(JobView job) => job.Type is JobTypes.EnrichAccounts or JobTypes.EnrichContacts;

    private static ExportResult? FilesOf(JobView job) =>
        job is { Type: JobTypes.ExportData, Status: JobStatus.Completed, Result: { } result } ? PayloadJson.Read<ExportResult>(result.GetRawText()) : null;

    private async Task<IActionResult> SendAsync(Func<ExportResult, Guid?> which)
    {
        var (workspace, ct) = (Workspace.WorkspaceId, HttpContext.RequestAborted);
        if (await jobs.FindAsync(workspace, Id, ct) is not { } job || FilesOf(job) is not { } files || which(files) is not { } file || await download.GrantAsync(workspace, Id, file, Actor, ct) is not { } name)
            return NotFound();
        CsvDownload.Announce(Response, name);
        await download.ExecuteAsync(workspace, file, Response.Body, ct);
        return new EmptyResult();
    }
}
