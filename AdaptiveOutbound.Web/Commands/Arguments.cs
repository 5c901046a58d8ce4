using System.CommandLine;

namespace AdaptiveOutbound.Web.Commands;

/// <summary>Options that several commands take.</summary>
internal static class Arguments
{
    public static Option<string> Workspace() => new("--workspace")
    {
        Description = "The workspace's name.",
        HelpName = "SLUG",
        DefaultValueFactory = _ => CommandRun.DefaultWorkspace,
    };
}
