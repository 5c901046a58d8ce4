using System.CommandLine;
using System.Text.RegularExpressions;
using AdaptiveOutbound.Data.Operations;
using AdaptiveOutbound.Data.Operations.Backups;
using AdaptiveOutbound.Jobs.Keys;
using AdaptiveOutbound.Web.Hosting;
using AdaptiveOutbound.Web.Logging;
using Microsoft.Extensions.Options;

namespace AdaptiveOutbound.Web.Commands;

/// <summary>Runs the body of a command: gives it what it needs and turns every way it can end into an exit code and a sentence.</summary>
internal sealed partial class CommandShell
{
    /// <summary>Says more on standard error, also where an error came from.</summary>
    public Option<bool> Verbose { get; } = new("--verbose") { Description = "Say more, also where an error came from.", Recursive = true };

    /// <summary>Results as JSON.</summary>
    public Option<bool> Json { get; } = new("--json") { Description = "Write the result as JSON.", Recursive = true };

    /// <summary>Gives a command its body.</summary>
    /// <param name="isServer">Outside Development programs read what it says, not people.</param>
    public void Handle(Command command, Func<ParseResult, CommandRun, Task<int>> body, bool isServer = false) =>
        command.SetAction((parse, _) => RunAsync(parse, body, isServer));

    private async Task<int> RunAsync(ParseResult parse, Func<ParseResult, CommandRun, Task<int>> body, bool isServer)
    {
        var (clock, verbose, isJson) = (TimeProvider.System, parse.GetValue(Verbose), isServer && !HostSettings.SaysDevelopment());
        var messages = new Messages(clock, isJson);
        using var interrupt = new Interrupt();
        try
        {
            var levels = isServer ? LogLevels.OfServer(new ConfigurationBuilder().AddEnvironmentVariables().Build(), verbose, asText: !isJson) : LogLevels.OfCommand(verbose);
            using var run = new CommandRun(messages, parse.GetValue(Json), new LogOutput(levels, verbose, isJson), clock, interrupt.Token);
            return await body(parse, run);
        }
        catch (OperationCanceledException) when (interrupt.Token.IsCancellationRequested)
        {
            messages.Line("Interrupted.");
            return ExitCodes.Interrupted;
        }
        catch (Exception e)
        {
            messages.Line(Sentence(e), LogLevel.Error);
            if (verbose) messages.Line(e.ToString(), LogLevel.Error);
            // Whatever an interruption was told as, the exit code says that it was one.
            return interrupt.Token.IsCancellationRequested ? ExitCodes.Interrupted : (e as CommandFailure)?.ExitCode ?? ExitCodes.Failed;
        }
    }

    /// <summary>What people are told of an error.</summary>
    public static string Sentence(Exception e) => e switch
    {
        CommandFailure or HostRefusedException or DatabaseUnavailableException or BackupException => e.Message,
        KeyException => SettingNames.InSentence(e.Message),
        OptionsValidationException invalid => SettingNames.InSentence(string.Join(' ', invalid.Failures)),
        _ when DatabaseTrouble.Sentence(e) is { } sentence => sentence,
        UnauthorizedAccessException or IOException => e.Message,
        InvalidOperationException when UnreadableSetting().Match(e.Message) is { Success: true } setting =>
            $"{SettingNames.InEnvironment(setting.Groups[2].Value)} is {setting.Groups[1].Value}: it must be {Form(setting.Groups[3].Value)}.",
        _ => $"Something unexpected happened: {e.Message} Run the command again with --verbose to see where.",
    };

    private static string Form(string type) => type switch
    {
        _ when type.Contains("TimeSpan", StringComparison.Ordinal) => "a time as hh:mm:ss, such as 00:00:20",
        _ when type.Contains("Boolean", StringComparison.Ordinal) => "true or false",
        _ when type.Contains("Uri", StringComparison.Ordinal) => "an address, such as https://api.example.com/v1",
        _ => "a number",
    };

    [GeneratedRegex("Failed to convert configuration value '(.*)' at '(.*)' to type '(.*)'", RegexOptions.Singleline)]
    private static partial Regex UnreadableSetting();
}
