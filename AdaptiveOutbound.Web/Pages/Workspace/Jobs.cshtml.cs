using AdaptiveOutbound.Data.Jobs;
using AdaptiveOutbound.Jobs.Jobs;
using AdaptiveOutbound.Web.Access;
using AdaptiveOutbound.Web.Pages.Parts;
using Microsoft.AspNetCore.Mvc;

namespace AdaptiveOutbound.Web.Pages.Workspace;

/// <summary>The workspace's jobs, newest first.</summary>
internal sealed class JobsModel(ReadJobs jobs) : WorkspacePage
{
    private const int PageSize = 50;

    [BindProperty(SupportsGet = true, Name = "status")] public string? Status { get; set; }

    [BindProperty(SupportsGet = true, Name = "type")] public string? Type { get; set; }

    [BindProperty(SupportsGet = true, Name = "cursor")] public string? Cursor { get; set; }

    public IReadOnlyList<JobView> Jobs { get; private set; } = [];

    public Pager Pager { get; private set; } = null!;

    public bool IsFiltered => Status is not null || Type is not null;

    public async Task OnGetAsync()
    {
        // A filter that is none is as no filter: addresses are typed and kept.
        if (Status is not null && !JobStatus.All.Contains(Status)) Status = null;
        if (Type is not null && !JobTypes.Listed.Contains(Type)) Type = null;
        Guid? before = Guid.TryParse(Cursor, out var id) ? id : null;
        var page = await jobs.ListAsync(Workspace.WorkspaceId, Status, Type, before, PageSize, HttpContext.RequestAborted);
        (Jobs, Pager) = (page.Data, Pager.Of(Request, $"{Words.Count(page.Data.Count, "job")}, newest first", page.Next));
    }

    /// <summary>The address of the list with another status; the type stays.</summary>
    public string With(string? status)
    {
        List<string> query = [];
        if (status is not null) query.Add($"status={status}");
        if (Type is not null) query.Add($"type={Type}");
        return $"{Root}/jobs{(query.Count == 0 ? "" : "?" + string.Join('&', query))}";
    }
}
