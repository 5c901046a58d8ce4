using System.Globalization;
using System.Text.Json;
using AdaptiveOutbound.Data.Jobs;
using AdaptiveOutbound.Jobs.Jobs;
using AdaptiveOutbound.Web.Hosting;

namespace AdaptiveOutbound.Web.Commands.Jobs;

/// <summary>Shows jobs: as lines, or in the shape of the REST API.</summary>
internal static class JobReports
{
    // A job that is worth reading as lines has fewer steps; --json reads on by cursor in the API.
    private const int MostSteps = 1_000;

    public static async Task<int> ListAsync(CommandRun run, string slug, string? status, string? type, Guid? before, int limit)
    {
        if (limit is < 1 or > 200) throw CommandFailure.Usage($"--limit is {limit}: it must be from 1 to 200.");
        await using var host = await run.OpenHostAsync();
        var workspace = await run.WorkspaceAsync(host, slug);
        var page = await host.Get<ReadJobs>().ListAsync(workspace, status, type, before, limit, run.Interrupted);
        if (run.Json)
        {
            run.WriteJson(new { data = page.Data, nextCursor = page.Next });
            return ExitCodes.Ended;
        }

        foreach (var job in page.Data)
            run.Out.WriteLine($"{job.Id}  {job.Status,-11} {Percent(job),5}  {job.Type,-17} {job.Name}");
        if (page.Data.Count == 0) run.Out.WriteLine($"The workspace {slug} has no such jobs.");
        if (page.Next is { } next) run.Messages.Line($"There are more: --cursor {next}");
        return ExitCodes.Ended;
    }

    public static async Task<int> ShowAsync(CommandRun run, string slug, Guid id)
    {
        await using var host = await run.OpenHostAsync();
        var workspace = await run.WorkspaceAsync(host, slug);
        var asked = await FindAsync(run, host, workspace, id);
        if (run.Json)
        {
            run.WriteJson(asked);
            return ExitCodes.Ended;
        }

        // The first job's id stands for the whole: what it leads to belongs to the answer.
        foreach (var job in await host.Get<ReadJobs>().ChainAsync(workspace, id, run.Interrupted)) Write(run, job);
        return ExitCodes.Ended;
    }

    public static async Task<int> LogsAsync(CommandRun run, string slug, Guid id)
    {
        await using var host = await run.OpenHostAsync();
        var workspace = await run.WorkspaceAsync(host, slug);
        await FindAsync(run, host, workspace, id);
        var steps = await host.Get<JobReader>().LogsAsync(workspace, id, 0, MostSteps, run.Interrupted);
        if (run.Json)
        {
            var data = steps.Select(s => new { s.Id, s.Level, s.Event, s.Message, Metadata = s.Metadata is null ? (JsonElement?)null : JsonElement.Parse(s.Metadata), s.CreatedAt });
            run.WriteJson(new { data, nextCursor = steps.Count == MostSteps ? $"{steps[^1].Id}" : null });
            return ExitCodes.Ended;
        }

        foreach (var step in steps)
            run.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{step.CreatedAt:yyyy-MM-dd HH:mm:ss.fff}  {step.Level,-7} {step.Event,-16} {step.Message} {step.Metadata}"));
        return ExitCodes.Ended;
    }

    /// <summary>The job, or a failure that says that there is none.</summary>
    public static async Task<JobView> FindAsync(CommandRun run, OutboundHost host, Guid workspace, Guid id) =>
        await host.Get<ReadJobs>().FindAsync(workspace, id, run.Interrupted)
        ?? throw new CommandFailure($"This workspace has no job {id}: see ./outbound jobs, and --workspace for another one.");

    /// <summary>Shows one job.</summary>
    public static void Write(CommandRun run, JobView job)
    {
        if (run.Json)
        {
            run.WriteJson(job);
            return;
        }

        run.Out.WriteLine($"{job.Id}  {job.Name}");
        run.Out.WriteLine($"  {job.Type}, {job.Status}, {Percent(job)} ({job.Progress.Message})");
        var c = job.Counts;
        run.Out.WriteLine($"  total {c.Total}, enriched {c.Enriched}, no match {c.NoMatch}, failed {c.Failed}, skipped {c.Skipped}, unknown {c.Unknown}, credits {job.Credits:0.####}");
        if (job.WaitingFor is { } wait) run.Out.WriteLine($"  waits ({wait.Reason}): {wait.Message}{Until(wait)}");
        if (job.ErrorMessage is { } error) run.Out.WriteLine($"  {job.ErrorCode}: {error}");
        if (job.LeadsTo is { } next) run.Out.WriteLine($"  leads to {next}");
    }

    /// <summary>Until when it waits, for people; empty when that is unknown, or up to a person alone.</summary>
    public static string Until(WaitingFor wait) =>
        wait is { Until: { } until, Reason: not "key" } ? string.Create(CultureInfo.InvariantCulture, $" Until {until.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC.") : "";

    private static string Percent(JobView job) => string.Create(CultureInfo.InvariantCulture, $"{job.Progress.Percentage:0.#}%");
}
