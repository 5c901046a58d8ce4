using AdaptiveOutbound.Data.Jobs;
using AdaptiveOutbound.Jobs.Jobs;
using AdaptiveOutbound.Jobs.Tokens;
using AdaptiveOutbound.Web.Access;
using AdaptiveOutbound.Web.Pages.Parts;
using Microsoft.AspNetCore.Mvc;

namespace AdaptiveOutbound.Web.Pages.Workspace;

/// <summary>
/// The workspace's jobs, newest first. While it is open its rows follow their jobs where they stand: none comes, goes or moves. Of new
/// jobs a line says how many there are, and shows them when it is asked to.
/// </summary>
internal sealed class JobsModel(ReadJobs jobs, LiveJobs live) : WorkspacePage
{
    private const int PageSize = 50;

    private readonly Dictionary<Guid, JobView> _known = [];

    [BindProperty(SupportsGet = true, Name = "status")] public string? Status { get; set; }

    [BindProperty(SupportsGet = true, Name = "type")] public string? Type { get; set; }

    [BindProperty(SupportsGet = true, Name = "cursor")] public string? Cursor { get; set; }

    /// <summary>For a stream of events: the jobs that the page shows.</summary>
    [BindProperty(SupportsGet = true, Name = "id")] public Guid[] Ids { get; set; } = [];

    public IReadOnlyList<JobView> Jobs { get; private set; } = [];

    public Pager Pager { get; private set; } = null!;

    /// <summary>Jobs that a reload would show and the open page does not.</summary>
    public int News { get; private set; }

    public bool IsFiltered => Status is not null || Type is not null;

    public bool IsFirst => string.IsNullOrEmpty(Cursor);

    /// <summary>The shown jobs, as the page names them when it asks how they stand.</summary>
    public string Shown => string.Join(',', Jobs.Select(job => job.Id));

    /// <summary>Where the page follows what it shows; null when nothing of it can change.</summary>
    public string? Events => !IsFirst && Jobs.All(job => job.HasEnded) ? null
        : $"{Root}/jobs/events" + QueryString.Create([.. Jobs.Select(job => KeyValuePair.Create<string, string?>("id", job.Id.ToString())),
            .. new[] { ("status", Status), ("type", Type), ("cursor", Cursor) }.Where(pair => !string.IsNullOrEmpty(pair.Item2)).Select(pair => KeyValuePair.Create(pair.Item1, pair.Item2))]);

    public async Task OnGetAsync()
    {
        Tidy();
        if (IsLive) await FollowAsync();
        else await ListAsync();
        await LearnRunsAsync();
    }

    /// <summary>Says when one of the shown jobs changes, or the first page gets another one.</summary>
    public Task<IActionResult> OnGetEventsAsync()
    {
        Tidy();
        HashSet<Guid> shown = [.. Ids.Take(PageSize)];
        var oldest = shown.Count < PageSize ? Guid.Empty : shown.Min();
        return live.FollowAsync(HttpContext, Workspace, null, job => shown.Contains(job.Id)
            || (IsFirst && job.Id.CompareTo(oldest) > 0 && (Status is null || job.Status == Status) && (Type is null || job.Type == Type)));
    }

    /// <summary>The run of a job, as far as the page knows it: what can be done with it says what that can cost.</summary>
    public IReadOnlyList<JobView> RunOf(JobView job)
    {
        List<JobView> run = [job];
        while (run[0].OriginId is { } before && _known.TryGetValue(before, out var origin) && origin.LeadsTo == run[0].Id) run.Insert(0, origin);
        while (run[^1].LeadsTo is { } after && _known.TryGetValue(after, out var next)) run.Add(next);
        return run;
    }

    /// <summary>The address of the list with another status; the type stays.</summary>
    public string With(string? status)
    {
        List<string> query = [];
        if (status is not null) query.Add($"status={status}");
        if (Type is not null) query.Add($"type={Type}");
        return $"{Root}/jobs{(query.Count == 0 ? "" : "?" + string.Join('&', query))}";
    }

    // A filter that is none is as no filter: addresses are typed and kept.
    private void Tidy()
    {
        if (Status is not null && !JobStatus.All.Contains(Status)) Status = null;
        if (Type is not null && !JobTypes.Listed.Contains(Type)) Type = null;
    }

    private async Task ListAsync()
    {
        Guid? before = Guid.TryParse(Cursor, out var id) ? id : null;
        var page = await jobs.ListAsync(Workspace.WorkspaceId, Status, Type, before, PageSize, HttpContext.RequestAborted);
        (Jobs, Pager) = (page.Data, Pager.Of(Request, $"{Words.Count(page.Data.Count, "job")}, newest first", page.Next));
    }

    // The open page names its rows: they are drawn as they stand now, also those that the filter would no longer choose.
    private async Task FollowAsync()
    {
        Guid[] shown = [.. Request.Headers["X-Live"].ToString().Split(',').Take(PageSize).Select(text => Guid.TryParse(text, out var id) ? id : Guid.Empty).Where(id => id != Guid.Empty)];
        Jobs = await jobs.FindManyAsync(Workspace.WorkspaceId, shown, HttpContext.RequestAborted);
        if (IsFirst) News = (await jobs.ListAsync(Workspace.WorkspaceId, Status, Type, null, PageSize, HttpContext.RequestAborted)).Data.Count(job => !shown.Contains(job.Id));
    }

    // The jobs before and after one that could go on: a run goes on as a whole, and costs what it costs as a whole. It has three at most.
    private async Task LearnRunsAsync()
    {
        foreach (var job in Jobs) _known[job.Id] = job;
        List<JobView> asked = May(WorkspaceRole.Member) ? [.. Jobs.Where(JobActions.MaySpend)] : [];
        for (var step = 0; step < 2 && asked.Count > 0; step++)
        {
            Guid[] missing = [.. asked.SelectMany(job => new[] { job.OriginId, job.LeadsTo }).OfType<Guid>().Distinct().Where(id => !_known.ContainsKey(id))];
            asked = [.. await jobs.FindManyAsync(Workspace.WorkspaceId, missing, HttpContext.RequestAborted)];
            foreach (var job in asked) _known[job.Id] = job;
        }
    }
}
