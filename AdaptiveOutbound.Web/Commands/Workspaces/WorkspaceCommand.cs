using System.CommandLine;
using AdaptiveOutbound.Jobs.Workspaces;

namespace AdaptiveOutbound.Web.Commands.Workspaces;

/// <summary><c>workspace create SLUG</c>.</summary>
internal static class WorkspaceCommand
{
    public static Command Create(CommandShell shell)
    {
        var slug = new Argument<string>("SLUG") { Description = "1 to 63 lower-case letters, digits and hyphens." };
        var create = new Command("create", "Make a workspace.") { slug };
        shell.Handle(create, (parse, run) => CreateAsync(parse.GetRequiredValue(slug), run));
        return new Command("workspace", "Workspaces: the tenants that own keys, records and jobs.") { create };
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
