using AdaptiveOutbound.Jobs.Imports;

namespace AdaptiveOutbound.Web.Commands.Enrichment;

/// <summary>What a chain's import was asked for.</summary>
internal static class ChainFacts
{
    /// <summary>The uploaded file's name.</summary>
    public static string FileName(ChainState chain) => Payload(chain).FileName;

    /// <summary>Whom the chain asks.</summary>
    public static string Provider(ChainState chain) => Payload(chain).Provider;

    private static ImportPayload Payload(ChainState chain) => PayloadJson.Read<ImportPayload>(chain.Import.Payload);
}
