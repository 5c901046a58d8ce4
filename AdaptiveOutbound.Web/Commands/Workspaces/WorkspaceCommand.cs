using System.CommandLine;
using AdaptiveOutbound.Jobs.Workspaces;
using AdaptiveOutbound.Web.Hosting;

namespace AdaptiveOutbound.Web.Commands.Workspaces;

/// <summary><c>workspace create|delete SLUG</c>.</summary>
internal static class WorkspaceCommand
{
    public static Command Create(CommandShell shell)
    {
        var slug = new Argument<string>("SLUG") { Description = "1 to 63 lower-case letters, digits and hyphens." };
        var create = new Command("create", "Make a workspace.") { slug };
        shell.Handle(create, (parse, run) => CreateAsync(parse.GetRequiredValue(slug), run));
        return new Command("workspace", "Workspaces: the tenants that own keys, records and jobs.") { create, Delete(shell) };
    }

    private static Command Delete(CommandShell shell)
    {
        var slug = new Argument<string>("SLUG") { Description = "The workspace's name." };
        var yes = new Option<bool>("--yes") { Description = "Do not ask." };
        var delete = new Command("delete", "Remove a workspace with its keys, records, jobs and files, for good.") { slug, yes };
        shell.Handle(delete, (parse, run) => DeleteAsync(parse.GetRequiredValue(slug), parse.GetValue(yes), run));
        return delete;
    }

    private static async Task<int> DeleteAsync(string slug, bool yes, CommandRun run)
    {
        await using var host = await run.OpenHostAsync();
        if (await host.Get<FindWorkspace>().ExecuteAsync(slug, run.Interrupted) is { } workspace)
        {
            if (!yes && !await IsTypedAsync(slug, run)) throw new CommandFailure("That is not its name: nothing was removed.");
            await host.Get<RemoveWorkspace>().ExecuteAsync(workspace, slug, CommandRun.By, run.Interrupted);
            await FinishAsync(host, workspace, slug, run);
            return ExitCodes.Ended;
        }

        // An earlier removal that was interrupted: the name leads nowhere any more, what is left of its rows goes now.
        var left = await host.Get<FinishRemoval>().FindAsync(slug, run.Interrupted) ?? throw new CommandFailure($"There is no workspace {slug}.");
        await FinishAsync(host, left, slug, run);
        return ExitCodes.Ended;
    }

    private static async Task<bool> IsTypedAsync(string slug, CommandRun run)
    {
        run.Messages.Line($"This removes the workspace {slug} with its keys, records, jobs, files, members and tokens, for good. Type its name to go on:");
        // Reading blocks its thread: an interrupt must not wait for Enter.
        return (await Task.Run(Console.In.ReadLine).WaitAsync(run.Interrupted))?.Trim() == slug;
    }

    private static async Task FinishAsync(OutboundHost host, Guid workspace, string slug, CommandRun run)
    {
        var rows = 0L;
        await host.Get<FinishRemoval>().ExecuteAsync(workspace, gone => rows = gone, run.Interrupted);
        if (run.Json) run.WriteJson(new { id = workspace, slug, removed = true });
        else run.Out.WriteLine($"Removed the workspace {slug} ({rows} rows). Its lines in the audit log stay.");
    }

    private static async Task<int> CreateAsync(string slug, CommandRun run)
    {
        if (!CreateWorkspace.IsSlug(slug))
            throw CommandFailure.Usage($"{slug} cannot be a workspace's name: it has 1 to 63 lower-case letters, digits and hyphens, and no hyphen at an end.");
        await using var host = await run.OpenHostAsync();
        switch (await host.Get<CreateWorkspace>().ExecuteAsync(slug, run.Interrupted))
        {
            case CreateWorkspaceResult.Made made:
                if (run.Json) run.WriteJson(new { id = made.WorkspaceId, slug });
                else run.Out.WriteLine($"Made the workspace {slug}.");
                return ExitCodes.Ended;
            case CreateWorkspaceResult.Refused refused:
                throw new CommandFailure(refused.Message);
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }
}
