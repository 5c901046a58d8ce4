using System.CommandLine;
using AdaptiveOutbound.Data.Operations;
using AdaptiveOutbound.Web.Hosting;
using AdaptiveOutbound.Web.Preflight;
using AdaptiveOutbound.Web.Releases;

namespace AdaptiveOutbound.Web.Commands.Operations;

/// <summary><c>release</c>, which <c>deploy/release</c> calls of the release that it has unpacked, and <c>rollback</c>.</summary>
internal static class ReleaseCommand
{
    public static Command Create(CommandShell shell)
    {
        var signed = SignedOption();
        var command = new Command("release", "Put this release in the place of the one that serves; called by deploy/release.") { signed };
        command.Hidden = true;
        shell.Handle(command, (parse, run) => InstallAsync(run, parse.GetValue(signed) ?? []));
        return command;
    }

    public static Command CreateRollback(CommandShell shell)
    {
        var directory = new Option<string?>("--directory") { Description = "The installation's folder (default: the one that this program is part of).", HelpName = "DIR" };
        var to = new Option<string?>("--to") { Description = "The release that shall serve (default: the one before).", HelpName = "VERSION" };
        var keep = new Option<bool>("--keep-schema") { Description = "Leave the migrations that it does not know: nothing is lost, and it works with them." };
        var yes = new Option<bool>("--yes") { Description = "Do not ask." };
        var command = new Command("rollback", "Let the release before serve again, on the schema that it knows.") { directory, to, keep, yes };
        shell.Handle(command, (parse, run) => RollBackAsync(run, parse.GetValue(directory), parse.GetValue(to), parse.GetValue(keep), parse.GetValue(yes)));
        return command;
    }

    /// <summary>What a person vouches for.</summary>
    public static Option<string[]> SignedOption() => new("--signed")
    {
        Description = "What a person vouches for, and who, as review=NAME; may be repeated.", HelpName = "CHECK=NAME", AllowMultipleArgumentsPerToken = false,
    };

    private static async Task<int> InstallAsync(CommandRun run, string[] signed)
    {
        var folder = ReleaseFolder.OfThisProgram() ?? throw CommandFailure.Usage("This program is not part of an installation: use deploy/release DIR ARCHIVE.");
        var version = ReleaseFolder.VersionOfThisProgram!;
        // What cannot be read is refused before anything is done.
        var (build, signatures) = (BuildEvidence.Read(), signed.Select(Signatures.Parse).ToList());
        var (settings, options, opened) = await OpenAsync(run, folder, needsOwner: true);
        await using var database = opened;
        await new InstallRelease(run, settings, database, folder, options).ExecuteAsync(version, () => PreflightCommand.ForReleaseAsync(run, settings, database, build, signatures));
        if (run.Json) run.WriteJson(new { version, current = folder.Current, previous = folder.Previous });
        else run.Out.WriteLine(options.Units.Count > 0 ? $"{version} serves." : $"{version} is in place. Release__Units names no units: restart the processes now.");
        return ExitCodes.Ended;
    }

    private static async Task<int> RollBackAsync(CommandRun run, string? directory, string? to, bool keepSchema, bool yes)
    {
        var folder = directory is not null ? new ReleaseFolder(directory) : ReleaseFolder.OfThisProgram()
            ?? throw CommandFailure.Usage("This program is not part of an installation, so there is no release before it: name its folder with --directory DIR.");
        if (to is not null && (Path.GetFileName(to) != to || to is "" or "." or ".." || !folder.Has(to))) throw CommandFailure.Usage($"There is no release {to} in {folder.Path}.");
        var target = to ?? folder.Previous ?? throw new CommandFailure($"There is no release before {folder.Current ?? "the first one"} in {folder.Path}: name one that is there with --to VERSION.");
        var (settings, options, opened) = await OpenAsync(run, folder, needsOwner: false);
        await using var database = opened;
        await new RollBackRelease(run, settings, database, folder, options).ExecuteAsync(target, keepSchema, yes);
        if (run.Json) run.WriteJson(new { version = target, current = folder.Current });
        else run.Out.WriteLine(options.Units.Count > 0 ? $"{target} serves again." : $"{target} is in place again. Release__Units names no units: restart the processes now.");
        return ExitCodes.Ended;
    }

    /// <exception cref="CommandFailure">A setting is wrong, or the database is not to be had: nothing was changed.</exception>
    private static async Task<(HostSettings Settings, ReleaseOptions Options, OutboundDatabase Database)> OpenAsync(CommandRun run, ReleaseFolder folder, bool needsOwner)
    {
        try
        {
            var settings = HostSettings.Read();
            return (settings, settings.Release(), await DbSchema.OpenAsync(run, settings, needsOwner));
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            throw new CommandFailure($"{CommandShell.Sentence(e)} Settings come from {folder.Path}/outbound.env and {folder.Path}/owner.env. Nothing was changed; {folder.Current ?? "nothing"} serves.",
                (e as CommandFailure)?.ExitCode ?? ExitCodes.Failed, e);
        }
    }
}
