using AdaptiveOutbound.Jobs.Operations;
using AdaptiveOutbound.Web.Hosting;

namespace AdaptiveOutbound.Web.Commands.Enrichment;

/// <summary>After a restore nothing works until a person says so: a command that follows its job would wait for ever.</summary>
internal static class RestoreGate
{
    public static async Task PassAsync(CommandRun run, OutboundHost host)
    {
        if (await host.Get<ResumeHeld>().FindAsync(run.Interrupted) is not null)
            throw new CommandFailure("The database was restored from a backup, and all work rests: nothing was asked. See what was spent since and let it go on with ./outbound jobs resume --all.", ExitCodes.Waits);
    }
}
