using AdaptiveOutbound.Data.Imports;
using AdaptiveOutbound.Data.Records;
using AdaptiveOutbound.Jobs.Imports.Csv;

namespace AdaptiveOutbound.Jobs.Imports;

/// <summary>A column of a file.</summary>
/// <param name="Name">Made distinct; what a mapping names.</param>
/// <param name="Field">What it feeds; null for nothing.</param>
/// <param name="Guess">What its name alone means; null for nothing.</param>
/// <param name="FirstValue">The first record's cell; of a long one the beginning.</param>
internal sealed record RehearsedColumn(string Name, string? Field, string? Guess, string FirstValue);

/// <summary>One of the first lines.</summary>
/// <param name="Fields">As they will be stored, of long values the beginning; null of an invalid line.</param>
internal sealed record RehearsedLine(int Line, LineOutcome Outcome, IReadOnlyDictionary<string, string>? Fields);

/// <summary>An upload as it is, whatever its columns are taken for.</summary>
/// <param name="Delimiter">One character.</param>
internal sealed record UploadFacts(string Name, long Size, int Records, CsvEncoding Encoding, char Delimiter);

/// <summary>An upload, and what the names of its columns mean.</summary>
internal sealed record UploadColumns(RecordKind Kind, IReadOnlyList<RehearsedColumn> Columns, UploadFacts File);

/// <summary>What an import of a file would do.</summary>
/// <param name="Kind"><c>accounts</c> or <c>contacts</c>.</param>
/// <param name="Counts">Lines by what they would do.</param>
/// <param name="Errors">The first invalid lines, at most 100.</param>
/// <param name="Records">Records of the file.</param>
/// <param name="Counted">Those of them that <paramref name="Counts"/> counts: all of them, or the first 50,000 or so.</param>
/// <param name="Delimiter">One character.</param>
internal sealed record ImportRehearsal(Guid FileId, string Name, long Size, string Kind, IReadOnlyList<RehearsedColumn> Columns, IReadOnlyList<RehearsedLine> FirstRecords,
    ImportCounts Counts, IReadOnlyList<RejectedInput> Errors, int Records, int Counted, CsvEncoding Encoding, char Delimiter)
{
    /// <summary>Whether the counts are those of the whole file.</summary>
    public bool Complete => Counted == Records;
}
