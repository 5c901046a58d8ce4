using System.CommandLine;
using AdaptiveOutbound.Data.Jobs;

namespace AdaptiveOutbound.Web.Commands.Jobs;

/// <summary><c>jobs [--status S]</c> and <c>jobs show|logs|cancel|pause|resume|retry|revert JOB</c>.</summary>
internal static class JobsCommand
{
    public static Command Create(CommandShell shell)
    {
        // Recursive, so that it may stand before and after the verb.
        var workspace = Arguments.Workspace();
        workspace.Recursive = true;
        var jobs = new Command("jobs", "Look at and steer jobs.")
        {
            workspace,
            Verb(shell, workspace, "show", "Show one job.", JobReports.ShowAsync),
            Verb(shell, workspace, "logs", "Show the steps of one job.", JobReports.LogsAsync),
            Verb(shell, workspace, "cancel", "End a job and its chain for good.", JobSteers.CancelAsync),
            Verb(shell, workspace, "pause", "Let a job and its chain rest.", JobSteers.PauseAsync),
            Resume(shell, workspace),
            Verb(shell, workspace, "retry", "Try again what failed in a job.", JobSteers.RetryAsync),
            Verb(shell, workspace, "revert", "Put back what an enrichment changed.", JobSteers.RevertAsync),
        };
        AddList(shell, jobs, workspace);
        return jobs;
    }

    private static void AddList(CommandShell shell, Command jobs, Option<string> workspace)
    {
        var status = new Option<string?>("--status") { Description = "Only jobs of this status.", HelpName = "STATUS" };
        status.AcceptOnlyFromAmong([.. JobStatus.All]);
        var type = new Option<string?>("--type") { Description = "Only jobs of this type.", HelpName = "TYPE" };
        var limit = new Option<int>("--limit") { Description = "At most so many, 1 to 200 (default 50).", DefaultValueFactory = _ => 50 };
        var cursor = new Option<string?>("--cursor") { Description = "Where the page begins: nextCursor of the one before.", HelpName = "CURSOR" };
        jobs.Options.Add(status);
        jobs.Options.Add(type);
        jobs.Options.Add(limit);
        jobs.Options.Add(cursor);
        shell.Handle(jobs, (parse, run) => JobReports.ListAsync(
            run, parse.GetRequiredValue(workspace), parse.GetValue(status), parse.GetValue(type), parse.GetValue(cursor) is { } at ? Arguments.Cursor(at) : null, parse.GetValue(limit)));
    }

    private static Command Resume(CommandShell shell, Option<string> workspace)
    {
        var job = new Argument<string?>("JOB") { Description = "The job's id.", Arity = ArgumentArity.ZeroOrOne };
        var all = new Option<bool>("--all") { Description = "Let everything go on that rests since a restore, in all workspaces." };
        var yes = new Option<bool>("--yes") { Description = "With --all: do not ask." };
        var command = new Command("resume", "Let a paused job go on; or, after a restore, all work.") { job, all, yes };
        shell.Handle(command, (parse, run) => (parse.GetValue(job), parse.GetValue(all)) switch
        {
            ({ } id, false) => JobSteers.ResumeAsync(run, parse.GetRequiredValue(workspace), Arguments.JobId(id)),
            (null, true) => ResumeAll.RunAsync(run, parse.GetValue(yes)),
            _ => throw CommandFailure.Usage("Name one job, as in ./outbound jobs resume JOB, or --all after a restore. See ./outbound jobs resume --help."),
        });
        return command;
    }

    private static Command Verb(CommandShell shell, Option<string> workspace, string name, string description, Func<CommandRun, string, Guid, Task<int>> body)
    {
        var job = new Argument<string>("JOB") { Description = "The job's id." };
        var command = new Command(name, description) { job };
        shell.Handle(command, (parse, run) => body(run, parse.GetRequiredValue(workspace), Arguments.JobId(parse.GetRequiredValue(job))));
        return command;
    }
}
