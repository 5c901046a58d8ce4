using System.CommandLine;

namespace AdaptiveOutbound.Web.Commands.Enrichment;

/// <summary><c>enrich FILE.csv</c>.</summary>
internal static class EnrichCommand
{
    public static Command Create(CommandShell shell) => new("enrich", "Enrich a CSV file.");
}
