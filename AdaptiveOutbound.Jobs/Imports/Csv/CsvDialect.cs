using CsvHelper;

namespace AdaptiveOutbound.Jobs.Imports.Csv;

/// <summary>How both passes parse, so that intake and part reading agree on where a record ends.</summary>
internal static class CsvDialect
{
    /// <summary>RFC 4180 with any line break. Quotes amid text are tolerated, and the header is a record like others.</summary>
    /// <param name="delimiter">Null lets the parser tell it from the first lines or from Excel's <c>sep=;</c> line.</param>
    /// <param name="maxRecordBytes">Null for text in memory, which the parser does not buffer.</param>
    /// <param name="onMalformed">Told of each record with odd quotes before it is returned.</param>
    public static CsvReaderOptions Parsing(
        char? delimiter = null, int? maxRecordBytes = null, Action<CsvMalformedRecord>? onMalformed = null) => new()
        {
            Separator = delimiter,
            HasHeader = false,
            SkipEmptyLines = true,
            TrackLineNumbers = true,
            MaxRecordSize = maxRecordBytes,
            OnMalformedRecord = onMalformed,
            // Cells are personal data and must not reach a log through an exception.
            IncludeValuesInExceptions = false,
        };
}
