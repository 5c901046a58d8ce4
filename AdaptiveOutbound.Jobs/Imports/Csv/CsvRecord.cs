namespace AdaptiveOutbound.Jobs.Imports.Csv;

/// <summary>One record of a file.</summary>
/// <param name="Line">Physical line on which it starts, 1-based.</param>
/// <param name="Index">0-based, the header and blank lines not counted.</param>
/// <param name="Cells">As they were, one for each column of the header: missing ones are empty, surplus ones stand in the last one, so that the output loses nothing.</param>
/// <param name="Problem">Why the record cannot be imported; null when its form is good.</param>
internal sealed record CsvRecord(int Line, int Index, string[] Cells, CsvProblem? Problem);
