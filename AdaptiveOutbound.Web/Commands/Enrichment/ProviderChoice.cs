using AdaptiveOutbound.Jobs.Keys;
using AdaptiveOutbound.Jobs.Providers;
using AdaptiveOutbound.Jobs.Providers.Apollo;
using AdaptiveOutbound.Web.Hosting;

namespace AdaptiveOutbound.Web.Commands.Enrichment;

/// <summary>Decides whom to ask.</summary>
internal static class ProviderChoice
{
    /// <summary>What was asked for; else apollo when the workspace has a key that can be used, else the sandbox.</summary>
    public static async Task<string> ChooseAsync(CommandRun run, OutboundHost host, Guid workspace, string? asked)
    {
        var keys = await host.Get<ListKeys>().ExecuteAsync(workspace, run.Interrupted);
        var key = keys.FirstOrDefault(k => k.Provider == ApolloRegistration.Name);
        if (asked == ApolloRegistration.Name) return Usable(key);
        if (asked is null && key is not null) return Usable(key);
        if (host.Settings.IsProduction)
            throw new CommandFailure(asked is null
                ? "The workspace has no key for apollo: set one with ./outbound key set apollo. (Production has no sandbox.)"
                : "Production has no sandbox: use --provider apollo.");
        run.Messages.Line(asked is null
            ? "No key for apollo is set: using the sandbox, whose data is invented. Set a key with ./outbound key set apollo."
            : "Using the sandbox: its data is invented.");
        return SandboxProvider.ProviderName;
    }

    // A key that nobody takes any more must not turn into invented data by itself.
    private static string Usable(KeyMetadata? key) => key?.Status switch
    {
        null => throw new CommandFailure("The workspace has no key for apollo: set one with ./outbound key set apollo, or try --provider sandbox."),
        KeyStatus.Rejected => throw new CommandFailure("Apollo no longer takes the workspace's key: set another one with ./outbound key set apollo, look again with ./outbound key test apollo, or try --provider sandbox."),
        KeyStatus.NeedsReentry => throw new CommandFailure("The workspace's key for apollo cannot be opened: enter it again with ./outbound key set apollo, or try --provider sandbox."),
        _ => ApolloRegistration.Name,
    };
}
