using System.CommandLine;
using AdaptiveOutbound.Web.Commands.Enrichment;
using AdaptiveOutbound.Web.Commands.Jobs;
using AdaptiveOutbound.Web.Commands.Keys;
using AdaptiveOutbound.Web.Commands.Operations;
using AdaptiveOutbound.Web.Commands.Sandbox;
using AdaptiveOutbound.Web.Commands.Tokens;
using AdaptiveOutbound.Web.Commands.Users;
using AdaptiveOutbound.Web.Commands.Workspaces;
using AdaptiveOutbound.Web.Hosting;

namespace AdaptiveOutbound.Web.Commands;

/// <summary>The verbs of <c>outbound</c>.</summary>
internal static class CommandLine
{
    /// <summary>Parses and runs; without a verb the server is started.</summary>
    /// <returns>One of <see cref="ExitCodes"/>.</returns>
    public static async Task<int> RunAsync(string[] arguments)
    {
        if (arguments.Length == 0) arguments = ["serve"];
        var parsed = Root().Parse(arguments);
        if (parsed.Errors.Count > 0)
        {
            foreach (var error in Errors(parsed)) await Console.Error.WriteLineAsync(error);
            await Console.Error.WriteLineAsync($"See ./outbound {Path(parsed.CommandResult.Command)}--help.");
            return ExitCodes.Usage;
        }

        // Signals are the commands' own matter: some must finish what they began.
        await using var help = new StringWriter();
        var code = await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null, Output = help });
        // Only help and version are written there. They name the file; people call the script.
        await Console.Out.WriteAsync(help.ToString().Replace(RootCommand.ExecutableName, "outbound", StringComparison.Ordinal));
        return code;
    }

    private static RootCommand Root()
    {
        var shell = new CommandShell();
        var root = new RootCommand("AdaptiveOutbound: enriches lists of companies and people.")
        {
            EnrichCommand.Create(shell),
            ServeCommand.Create(shell),
            JobsCommand.Create(shell),
            KeyCommand.Create(shell),
            WorkspaceCommand.Create(shell),
            UserCommand.Create(shell),
            TokenCommand.Create(shell),
            DbCommand.Create(shell),
            PreflightCommand.Create(shell),
            ReleaseCommand.CreateRollback(shell),
            ReleaseCommand.Create(shell),
            HealthCommand.Create(shell),
            SandboxCommand.Create(shell),
        };
        root.Options.Add(shell.Verbose);
        root.Options.Add(shell.Json);
        return root;
    }

    // An unknown word makes others wrong that come after it: it alone is named.
    private static IEnumerable<string> Errors(ParseResult parsed)
    {
        if (parsed.UnmatchedTokens.Count == 0) return parsed.Errors.Select(error => error.Message);
        var (word, command) = (parsed.UnmatchedTokens[0], parsed.CommandResult.Command);
        var known = word.StartsWith('-') ? command.Options.Select(option => option.Name) : command.Subcommands.Where(sub => !sub.Hidden).Select(sub => sub.Name);
        string[] names = [.. known];
        return [names.Length == 0 ? $"{word} is not expected here." : $"There is no {word} here: did you mean {Misspelt.Nearest(word, names)}?"];
    }

    private static string Path(Command command) => command is RootCommand
        ? ""
        : Path(command.Parents.OfType<Command>().First()) + command.Name + " ";
}
