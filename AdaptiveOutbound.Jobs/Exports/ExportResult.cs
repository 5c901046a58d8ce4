namespace AdaptiveOutbound.Jobs.Exports;

/// <summary>Result of an <c>export_data</c> job; rows = enriched + noMatch + failed + skipped.</summary>
/// <param name="FileId">The export.</param>
/// <param name="ErrorsFileId">The errors file; null when no record failed.</param>
/// <param name="Duplicates">Imported records that repeat another's answer; 0 when the chain asked nobody.</param>
internal sealed record ExportResult(Guid FileId, Guid? ErrorsFileId = null, int Rows = 0, int Enriched = 0, int NoMatch = 0, int Failed = 0, int Skipped = 0, int Duplicates = 0)
{
    /// <summary>The result with one more row.</summary>
    public ExportResult With(ExportAnswer answer) => answer.Status switch
    {
        ExportAnswer.Enriched => this with { Rows = Rows + 1, Enriched = Enriched + 1 },
        ExportAnswer.NoMatch => this with { Rows = Rows + 1, NoMatch = NoMatch + 1 },
        ExportAnswer.Skipped => this with { Rows = Rows + 1, Skipped = Skipped + 1 },
        _ => this with { Rows = Rows + 1, Failed = Failed + 1 },
    };
}
