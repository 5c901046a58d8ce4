using System.CommandLine;
using AdaptiveOutbound.Web.Hosting;
using AdaptiveOutbound.Web.Releases;

namespace AdaptiveOutbound.Web.Commands.Operations;

/// <summary><c>health</c>: whether the web process of these settings is ready; for containers, which have no other client.</summary>
internal static class HealthCommand
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);

    public static Command Create(CommandShell shell)
    {
        var url = new Argument<Uri?>("URL") { Description = "What to ask (default: Release__ReadyUrl, else /health/ready of ASPNETCORE_URLS).", Arity = ArgumentArity.ZeroOrOne };
        var command = new Command("health", "Ask the running server whether it is ready.") { url };
        shell.Handle(command, (parse, run) => AskAsync(run, parse.GetValue(url)));
        return command;
    }

    private static async Task<int> AskAsync(CommandRun run, Uri? url)
    {
        using var http = new HttpClient { Timeout = Limit };
        var trouble = await ReadyWait.AskAsync(http, url ?? HostSettings.Read().Release().ReadyUrl, release: null, mayBeSilent: true, run.Interrupted);
        run.Out.WriteLine(trouble ?? "ready");
        return trouble is null ? ExitCodes.Ended : ExitCodes.Failed;
    }
}
