using AdaptiveOutbound.Jobs.Lanes;
using AdaptiveOutbound.Jobs.Providers;

namespace AdaptiveOutbound.Jobs.Enrichment;

/// <summary>What the calls of one batch share.</summary>
/// <param name="TimeZone">The workspace's: its days are counted in it.</param>
internal sealed record CallScope(Batch Batch, IProvider Provider, AskOptions Options, string KeyFingerprint, string TimeZone);
