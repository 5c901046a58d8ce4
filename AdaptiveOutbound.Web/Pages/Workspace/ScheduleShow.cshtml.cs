using AdaptiveOutbound.Jobs.Credits;
using AdaptiveOutbound.Jobs.Jobs;
using AdaptiveOutbound.Jobs.Schedules;
using AdaptiveOutbound.Jobs.Tokens;
using AdaptiveOutbound.Web.Access;
using AdaptiveOutbound.Web.Pages.Parts;
using Microsoft.AspNetCore.Mvc;

namespace AdaptiveOutbound.Web.Pages.Workspace;

/// <summary>One schedule: when it runs, what that can cost, what came of it.</summary>
internal sealed class ScheduleShowModel(ReadSchedules read, SaveSchedule save, RunSchedule run, ReadJobs jobs, FormOnce once) : WorkspacePage
{
    private const int PageSize = 25;

    [BindProperty(SupportsGet = true, Name = "schedule")] public Guid ScheduleId { get; set; }

    [BindProperty(SupportsGet = true, Name = "cursor")] public string? Cursor { get; set; }

    public ScheduleView Schedule { get; private set; } = null!;

    public IReadOnlyList<ScheduleRunView> Runs { get; private set; } = [];

    /// <summary>The jobs of these runs that are still there.</summary>
    public IReadOnlyDictionary<Guid, JobView> Jobs { get; private set; } = new Dictionary<Guid, JobView>();

    public IReadOnlyList<CronTime> Times { get; private set; } = [];

    public Pager Pager { get; private set; } = null!;

    public RunEstimate? Estimate { get; private set; }

    public JobRefusal? Refusal { get; private set; }

    public async Task<IActionResult> OnGetAsync()
    {
        var ct = HttpContext.RequestAborted;
        if (await read.FindAsync(Workspace.WorkspaceId, ScheduleId, ct) is not { } found) return NotFound();
        var runs = await read.RunsAsync(Workspace.WorkspaceId, ScheduleId, Guid.TryParse(Cursor, out var before) ? before : null, PageSize, ct);
        (Schedule, Runs, Times) = (found, runs.Data, read.NextTimes(found.Cron, found.TimeZone));
        Pager = Pager.Of(Request, $"{Words.Count(runs.Data.Count, "run")}, newest first", runs.Next);
        Jobs = (await jobs.FindManyAsync(Workspace.WorkspaceId, [.. runs.Data.Select(r => r.JobId).OfType<Guid>()], ct)).ToDictionary(job => job.Id);
        if (May(WorkspaceRole.Member)) (Estimate, Refusal) = await read.EstimateAsync(Workspace.WorkspaceId, found, ct);
        return Page();
    }

    [LeastRole(WorkspaceRole.Member)]
    public async Task<IActionResult> OnPostRunAsync()
    {
        JobRefusal? refusal = null;
        var (job, running) = await once.RunAsync(HttpContext, Workspace.WorkspaceId, async remember =>
        {
            (var started, refusal) = await run.ExecuteAsync(Workspace.WorkspaceId, ScheduleId, Actor, CancellationToken.None, remember);
            return started;
        });
        if (job is { } id) return Redirect($"{Root}/jobs/{id}");
        if (running) return Refused($"/schedules/{ScheduleId}", "The run is being started at this moment: the form was sent twice.");
        return refusal is null ? NotFound() : Refused($"/schedules/{ScheduleId}", refusal.Message);
    }

    [LeastRole(WorkspaceRole.Admin)]
    public Task<IActionResult> OnPostPauseAsync() => EnableAsync(false, "The schedule is paused. Jobs that it made go on.");

    [LeastRole(WorkspaceRole.Admin)]
    public Task<IActionResult> OnPostResumeAsync() => EnableAsync(true, "The schedule runs again, in your name.");

    private async Task<IActionResult> EnableAsync(bool enabled, string done) =>
        await save.EnableAsync(Workspace.WorkspaceId, ScheduleId, enabled, new ScheduleOwner(Actor, SignedIn.IdOf(User), null), CancellationToken.None) is null
            ? NotFound() : Done($"/schedules/{ScheduleId}", done);
}
