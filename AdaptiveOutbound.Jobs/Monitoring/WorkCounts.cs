using AdaptiveOutbound.Data.Jobs;

namespace AdaptiveOutbound.Jobs.Monitoring;

/// <summary>What is counted of items, and where it begins.</summary>
internal static class WorkCounts
{
    /// <summary>The outcomes and their names.</summary>
    public static IReadOnlyList<(ItemOutcome Outcome, string Name)> Outcomes { get; } =
    [
        (ItemOutcome.Enriched, "enriched"), (ItemOutcome.NoMatch, "no_match"), (ItemOutcome.Failed, "failed"),
        (ItemOutcome.Skipped, "skipped"), (ItemOutcome.DeadLetter, "dead_letter"),
    ];

    /// <summary>Counts to nought what may come: a monitor sees no increase in a series that begins with its first burst.</summary>
    public static void Begin(this Telemetry telemetry, IReadOnlyList<string> providers)
    {
        foreach (var type in JobTypes.Listed)
        {
            // Only these ask providers; the lanes of the others have none.
            foreach (var provider in type is JobTypes.EnrichAccounts or JobTypes.EnrichContacts ? providers : [""])
            {
                KeyValuePair<string, object?> ofType = new("type", type), ofProvider = new("provider", provider);
                foreach (var (_, name) in Outcomes) telemetry.Items.Add(0, ofType, ofProvider, new("outcome", name));
                telemetry.Retries.Add(0, ofType, ofProvider);
            }
        }

        foreach (var provider in providers)
        {
            KeyValuePair<string, object?> tag = new("provider", provider);
            telemetry.CacheHits.Add(0, tag);
            telemetry.Credits.Add(0, tag);
            telemetry.UnknownCredits.Add(0, tag);
        }
    }
}
