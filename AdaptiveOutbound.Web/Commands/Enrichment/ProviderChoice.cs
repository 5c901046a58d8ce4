using AdaptiveOutbound.Jobs.Enrichment;
using AdaptiveOutbound.Jobs.Providers;
using AdaptiveOutbound.Web.Hosting;

namespace AdaptiveOutbound.Web.Commands.Enrichment;

/// <summary>Decides whom to ask.</summary>
internal static class ProviderChoice
{
    /// <summary>As <see cref="ChooseProvider"/> says; a failure names the command that helps.</summary>
    public static async Task<string> ChooseAsync(CommandRun run, OutboundHost host, Guid workspace, string? asked)
    {
        var (provider, why) = await host.Get<ChooseProvider>().ExecuteAsync(workspace, asked, run.Interrupted);
        if (provider is null) throw new CommandFailure(Failure(why!.Value, isDefault: asked is null, host.Settings.IsProduction));
        if (provider == SandboxProvider.ProviderName)
            run.Messages.Line(asked is null
                ? "No key for apollo is set: using the sandbox, whose data is invented. Set a key with ./outbound key set apollo."
                : "Using the sandbox: its data is invented.");
        return provider;
    }

    private static string Failure(NoProvider why, bool isDefault, bool isProduction) => why switch
    {
        NoProvider.NoKey when isDefault && isProduction => "The workspace has no key for apollo: set one with ./outbound key set apollo. (Production has no sandbox.)",
        NoProvider.NoKey => "The workspace has no key for apollo: set one with ./outbound key set apollo, or try --provider sandbox.",
        NoProvider.KeyRejected => "Apollo no longer takes the workspace's key: set another one with ./outbound key set apollo, look again with ./outbound key test apollo, or try --provider sandbox.",
        NoProvider.KeyNeedsReentry => "The workspace's key for apollo cannot be opened: enter it again with ./outbound key set apollo, or try --provider sandbox.",
        _ => "Production has no sandbox: use --provider apollo.",
    };
}
