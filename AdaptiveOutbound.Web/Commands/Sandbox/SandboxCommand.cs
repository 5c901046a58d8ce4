using System.CommandLine;
using AdaptiveOutbound.Web.Sandbox;

namespace AdaptiveOutbound.Web.Commands.Sandbox;

/// <summary><c>sandbox</c>, not in the help: serves the double of Apollo's API alone, for tests and benches. Prints its address.</summary>
internal static class SandboxCommand
{
    public static Command Create(CommandShell shell)
    {
        var port = new Option<int>("--port") { Description = "Port on 127.0.0.1 (default: any free one)." };
        var latency = new Option<int>("--latency") { Description = "Milliseconds that each answer takes." };
        var limit = new Option<int>("--limit") { Description = "Calls a minute, per key and endpoint; 0 is no limit.", DefaultValueFactory = _ => 1_000 };
        var credits = new Option<int?>("--credits") { Description = "Credits that a key has (default: without end)." };
        var match = new Option<double>("--match") { Description = "Share of records that are known, 0 to 1.", DefaultValueFactory = _ => 0.8 };
        var seed = new Option<int>("--seed") { Description = "Seed of the invented data.", DefaultValueFactory = _ => 1 };
        var key = new Option<string>("--key") { Description = "A key is accepted when it begins with this.", DefaultValueFactory = _ => "sandbox" };
        var command = new Command("sandbox", "Serve the double of Apollo's API alone.") { port, latency, limit, credits, match, seed, key };
        command.Hidden = true;
        shell.Handle(command, (parse, run) => ServeAsync(run, new SandboxOptions
        {
            Port = parse.GetValue(port),
            Latency = TimeSpan.FromMilliseconds(parse.GetValue(latency)),
            LimitPerMinute = parse.GetValue(limit) is > 0 and var calls ? calls : null,
            CreditsPerKey = parse.GetValue(credits),
            MatchShare = parse.GetValue(match),
            Seed = parse.GetValue(seed),
            Key = parse.GetRequiredValue(key),
        }));
        return command;
    }

    private static async Task<int> ServeAsync(CommandRun run, SandboxOptions options)
    {
        await using var server = await SandboxServer.StartAsync(options, run.Clock, run.Interrupted);
        run.Out.WriteLine(server.BaseUrl);
        var stopped = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var signal = run.Interrupted.Register(stopped.SetResult);
        await stopped.Task;
        return ExitCodes.Ended;
    }
}
