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

    /// <summary>A job's id as people give it.</summary>
    public static Guid JobId(string text) => Guid.TryParse(text, out var id)
        ? id
        : throw CommandFailure.Usage($"{text} is no id of a job: it looks like 019a2f63-1c5e-7b1a-9d55-0c4f6f6a2e11 (see ./outbound jobs).");

    /// <summary>Where a page of jobs begins.</summary>
    public static Guid Cursor(string text) => Guid.TryParse(text, out var id)
        ? id
        : throw CommandFailure.Usage($"{text} is no cursor: take the one that the page before ended with.");
}
