using AdaptiveOutbound.Data.Records;
using AdaptiveOutbound.Jobs.Lanes;
using AdaptiveOutbound.Jobs.Providers;

namespace AdaptiveOutbound.Jobs.Enrichment;

/// <summary>What the calls of one batch share.</summary>
/// <param name="Settings">The workspace's, as they stood when the batch began.</param>
internal sealed record CallScope(Batch Batch, IProvider Provider, AskOptions Options, string KeyFingerprint, EnrichmentSettings Settings);
