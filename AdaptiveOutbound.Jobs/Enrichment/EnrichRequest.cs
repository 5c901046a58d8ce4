using AdaptiveOutbound.Data.Records;

namespace AdaptiveOutbound.Jobs.Enrichment;

/// <summary>What a person asks for: records by id or by filter, one of the two.</summary>
/// <param name="RecordIds">1 to 10,000; an id that stands twice counts once.</param>
/// <param name="Provider">Null: see <see cref="ChooseProvider"/>.</param>
/// <param name="Refresh">Whether to ask again where a fresh answer exists.</param>
/// <param name="Priority">0 to 10, 10 first.</param>
/// <param name="ScheduledFor">Null: at once.</param>
/// <param name="CreatedBy">Who asks, for people.</param>
/// <param name="MaxCredits">What they were told that it can cost at most: when it can cost more by now, no job is made. Null: whatever it costs.</param>
internal sealed record EnrichRequest(RecordKind Kind, IReadOnlyList<Guid>? RecordIds, RecordFilter? Filter, string? Provider = null, bool Refresh = false,
    short Priority = 5, DateTimeOffset? ScheduledFor = null, string? CreatedBy = null, decimal? MaxCredits = null)
{
    /// <summary>Of those that the filter chooses, at most so many, the oldest answers first; null for all.</summary>
    public int? Most { get; init; }

    /// <summary>Ids that one request may name.</summary>
    public const int MostIds = 10_000;
}

/// <summary>Payload of an enrichment that a person asked for. Ids stand in the items and not here.</summary>
internal sealed record EnrichPayload(RecordFilter? Filter, int? Records, string Provider, bool Refresh);
