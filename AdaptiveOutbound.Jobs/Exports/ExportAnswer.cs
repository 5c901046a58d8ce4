using AdaptiveOutbound.Data.Exports;
using AdaptiveOutbound.Data.Jobs;
using AdaptiveOutbound.Data.Records;

namespace AdaptiveOutbound.Jobs.Exports;

/// <summary>What the export says about one input record.</summary>
/// <param name="Status"><c>enriched</c>, <c>no_match</c>, <c>failed</c> or <c>skipped</c>.</param>
/// <param name="Code">Why, stable; null when there is nothing to say.</param>
/// <param name="Record">Whose values are shown; null unless enriched.</param>
internal sealed record ExportAnswer(string Status, string? Code = null, string? Message = null, string? Field = null, string? Provider = null,
    DateTimeOffset? EnrichedAt = null, KnownRecord? Record = null)
{
    public const string Enriched = "enriched";
    public const string NoMatch = "no_match";
    public const string Failed = "failed";
    public const string Skipped = "skipped";

    /// <summary>As the column <c>outbound_reason</c> shows it.</summary>
    public string Reason => (Code, Message) switch
    {
        (null, _) => "",
        (_, null or "") => Code,
        _ => $"{Code}: {Message}",
    };

    /// <summary>The line was not imported.</summary>
    public static ExportAnswer Rejected(ItemAnswer item) => new(Failed, item.Code, item.Message, item.Field);

    /// <summary>The line was imported, and its record is not found any more, or the import ended before it.</summary>
    public static ExportAnswer Missing() => new(Failed, "record_missing", "No record stands for this line: the import ended before it, or the record was changed or deleted since.");

    /// <summary>The line's record, and what became of it in the enrichment.</summary>
    public static ExportAnswer Of(KnownRecord record, ItemAnswer? item, bool wasAsked)
    {
        if (!wasAsked)
            return Unasked(record);
        return item switch
        {
            null => new(Failed, "not_asked", "The enrichment ended before this record."),
            { State: not ItemState.Ended } => new(Failed, "not_finished", "The enrichment of this record has not ended.", Provider: item.Provider),
            { Outcome: ItemOutcome.Enriched } => new(Enriched, item.Code, item.Message, Provider: item.Provider, EnrichedAt: record.EnrichedAt ?? item.FinishedAt, Record: record),
            { Outcome: ItemOutcome.NoMatch } => new(NoMatch, item.Code, item.Message, Provider: item.Provider),
            { Outcome: ItemOutcome.Skipped } => new(Skipped, item.Code ?? "nothing_to_ask", item.Message, Provider: item.Provider),
            { Outcome: ItemOutcome.Cancelled } => new(Skipped, "cancelled", "The enrichment was cancelled before this record.", Provider: item.Provider),
            _ => new(Failed, item.Code ?? "failed", item.Message, item.Field, item.Provider),
        };
    }

    /// <summary>Without an enrichment in the chain a record shows what an earlier one brought.</summary>
    private static ExportAnswer Unasked(KnownRecord record)
    {
        if (record.EnrichedAt is null)
            return new(Skipped, "not_asked", "This import was not followed by an enrichment.");
        var last = Provenance.Parse(record.Provenance).Fields.Values.Select(field => field.Origin)
            .Where(origin => origin?.Source == OriginSources.Enriched).MaxBy(origin => origin!.ObservedAt);
        return new(Enriched, Provider: last?.Provider, EnrichedAt: record.EnrichedAt, Record: record);
    }
}
