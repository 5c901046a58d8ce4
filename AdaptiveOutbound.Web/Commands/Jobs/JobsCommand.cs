using System.CommandLine;

namespace AdaptiveOutbound.Web.Commands.Jobs;

/// <summary><c>jobs</c>.</summary>
internal static class JobsCommand
{
    public static Command Create(CommandShell shell) => new("jobs", "Look at and steer jobs.");
}
