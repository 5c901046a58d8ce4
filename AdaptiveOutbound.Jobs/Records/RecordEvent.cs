using AdaptiveOutbound.Data.Providers;

namespace AdaptiveOutbound.Jobs.Records;

/// <summary>What happened to a record.</summary>
internal enum RecordEventKind
{
    /// <summary>It came to be; how is not noted.</summary>
    Added,

    /// <summary>A file brought values.</summary>
    Imported,

    /// <summary>A form or the API brought values.</summary>
    Written,

    /// <summary>A person changed or cleared values.</summary>
    Edited,

    /// <summary>A provider's answer brought values; when it was asked for this record the lookup says so instead.</summary>
    Enriched,

    /// <summary>A provider was asked.</summary>
    Asked,
}

/// <summary>One step in the history of a record.</summary>
/// <param name="Fields">What it wrote, as far as that is known: never values.</param>
/// <param name="Actor">Who did it; null when that is not noted.</param>
/// <param name="JobId">The job that did it; null when none did.</param>
/// <param name="Lookup">Of a question: what came of it.</param>
internal sealed record RecordEvent(RecordEventKind Kind, DateTimeOffset At, IReadOnlyList<string> Fields, string? Actor = null, string? Provider = null,
    Guid? JobId = null, PastLookup? Lookup = null);
