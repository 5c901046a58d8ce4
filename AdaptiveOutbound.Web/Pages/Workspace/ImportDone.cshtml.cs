using AdaptiveOutbound.Data.Imports;
using AdaptiveOutbound.Data.Jobs;
using AdaptiveOutbound.Jobs.Imports;
using AdaptiveOutbound.Jobs.Jobs;
using AdaptiveOutbound.Jobs.Tokens;
using AdaptiveOutbound.Web.Access;
using AdaptiveOutbound.Web.Api;
using Microsoft.AspNetCore.Mvc;

namespace AdaptiveOutbound.Web.Pages.Workspace;

/// <summary>What an import did: its lines, what it led to, what could not be imported, and the way back.</summary>
internal sealed class ImportDoneModel(ReadJobs jobs, JobReader items, WriteImportErrors errors) : WorkspacePage
{
    private const int Shown = 50;

    [BindProperty(SupportsGet = true, Name = "cursor")] public string? Cursor { get; set; }

    public JobView Job { get; private set; } = null!;

    /// <summary>The import and what it leads to, in order.</summary>
    public IReadOnlyList<JobView> Chain { get; private set; } = [];

    /// <summary>The export that it led to, when its file is there.</summary>
    public JobView? Export => Chain.LastOrDefault(job => job is { Type: JobTypes.ExportData, Status: JobStatus.Completed });

    /// <summary>The newest undo; null when there was none.</summary>
    public JobView? Undo { get; private set; }

    /// <summary>The one whose changes the page follows: the undo, else the first of the run that is open. Null when all have ended.</summary>
    public JobView? Followed => Undo is { HasEnded: false } ? Undo : Chain.FirstOrDefault(job => !job.HasEnded);

    public ImportPayload Payload { get; private set; } = null!;

    public ImportResult Result { get; private set; } = new(0, 0, 0, 0);

    /// <summary>Whether the upload is still there: the error file and the undo need it.</summary>
    public bool HasFile { get; private set; }

    public JobPage<JobItemRow> Invalid { get; private set; } = new([], null);

    /// <summary>Whether the import can be undone now, and by the reader.</summary>
    public bool CanUndo => May(WorkspaceRole.Member) && HasFile && Chain.All(job => job.HasEnded) && Undo is null or { Status: JobStatus.Failed or JobStatus.DeadLetter or JobStatus.Cancelled };

    public async Task<IActionResult> OnGetAsync(Guid id)
    {
        var ct = HttpContext.RequestAborted;
        if (Cursor is not null && !long.TryParse(Cursor, out _)) return NotFound();
        var chain = await jobs.ChainAsync(Workspace.WorkspaceId, id, ct);
        if (chain is not [{ Type: JobTypes.ImportCsv } job, ..]) return NotFound();
        (Job, Chain, Payload) = (job, chain, PayloadJson.Read<ImportPayload>(job.Payload));
        if (job.Result is { } result) Result = PayloadJson.Read<ImportResult>(result.GetRawText());
        HasFile = (await errors.FindAsync(Workspace.WorkspaceId, id, ct)).File is not null;
        Undo = await jobs.UndoOfAsync(Workspace.WorkspaceId, id, ct);
        Invalid = await items.ItemsAsync(Workspace.WorkspaceId, id, [ItemOutcome.Failed], Cursor, Shown, ct);
        return Page();
    }

    /// <summary>The refused lines as CSV, with what is wrong with each.</summary>
    public async Task<IActionResult> OnGetErrorsAsync(Guid id)
    {
        var (_, import) = await errors.FindAsync(Workspace.WorkspaceId, id, HttpContext.RequestAborted);
        if (import is null) return NotFound();
        CsvDownload.Announce(Response, CsvDownload.ErrorsOf(import));
        await errors.ExecuteAsync(import, Response.Body, HttpContext.RequestAborted);
        return new EmptyResult();
    }

    public UndoCounts? Undone => Undo?.Result is { } result ? PayloadJson.Read<UndoCounts>(result.GetRawText()) : null;
}
