using AdaptiveOutbound.Jobs.Imports.Csv;
using AdaptiveOutbound.Jobs.Jobs;
using AdaptiveOutbound.Jobs.Operations;
using AdaptiveOutbound.Jobs.Tokens;
using AdaptiveOutbound.Data.Jobs;
using AdaptiveOutbound.Web.Access;
using AdaptiveOutbound.Web.Pages.Parts;
using Microsoft.AspNetCore.Mvc;

namespace AdaptiveOutbound.Web.Pages.Workspace;

/// <summary>First step of an import: the file. It is streamed into the store, and checked on the next page.</summary>
[LeastRole(WorkspaceRole.Member), UnboundForm, IgnoreAntiforgeryToken] // ReceiveUpload checks the form's token itself, without reading the file
internal sealed class ImportModel(ReceiveUpload receive, ReadJobs jobs, CsvLimits limits, CleanupOptions kept) : WorkspacePage
{
    private const int Shown = 5;

    public string? Kind { get; private set; }

    public string? Problem { get; private set; }

    public CsvLimits Limits => limits;

    /// <summary>How long uploads are kept.</summary>
    public int KeptDays => kept.UploadDays;

    /// <summary>The newest imports.</summary>
    public IReadOnlyList<JobView> Last { get; private set; } = [];

    public Task OnGetAsync() => LoadAsync();

    public async Task<IActionResult> OnPostAsync()
    {
        var received = await receive.ExecuteAsync(HttpContext, Workspace.WorkspaceId);
        if (received.FileId is { } file) return Redirect($"{Root}/import/{file}{(received.Kind is { } kind ? $"?kind={kind}" : "")}");
        (Kind, Problem, Response.StatusCode) = (received.Kind, received.Problem, received.Status);
        await LoadAsync();
        return Page();
    }

    private async Task LoadAsync() =>
        Last = (await jobs.ListAsync(Workspace.WorkspaceId, null, JobTypes.ImportCsv, null, Shown, HttpContext.RequestAborted)).Data;
}
