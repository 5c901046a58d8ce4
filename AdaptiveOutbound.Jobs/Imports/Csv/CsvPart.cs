namespace AdaptiveOutbound.Jobs.Imports.Csv;

/// <summary>A stretch of a file that holds whole records, the header excluded; a chunk's cursor stands between parts.</summary>
/// <param name="PartNumber">0-based.</param>
/// <param name="FirstLine">Physical line of its first record, 1-based; the part's text starts with that record.</param>
/// <param name="FirstRecord">Index of its first record in the file, 0-based, the header not counted.</param>
/// <param name="RecordCount">At least 1.</param>
/// <param name="Text">UTF-8 without a mark, about <see cref="CsvLimits.PartBytes"/>; valid until the callback returns.</param>
internal sealed record CsvPart(int PartNumber, int FirstLine, int FirstRecord, int RecordCount, ReadOnlyMemory<byte> Text);
