using AdaptiveOutbound.Data.Records;
using AdaptiveOutbound.Jobs.Imports.Csv;

namespace AdaptiveOutbound.Jobs.Records;

/// <summary>One line of a file as a normalised record, or why it is rejected.</summary>
/// <param name="Line">Physical line, 1-based.</param>
/// <param name="Index">0-based index of the record in the file.</param>
/// <param name="Record">Null when the line is rejected.</param>
/// <param name="Problem">Null when it is not.</param>
internal sealed record RecordLine(int Line, int Index, NormalizedRecord? Record, RecordProblem? Problem)
{
    /// <summary>Normalises one record of a file with the columns that <paramref name="map"/> names.</summary>
    public static RecordLine From(CsvRecord line, ColumnMap map)
    {
        if (line.Problem is { } form)
            return new(line.Line, line.Index, null, new(form.Field, form.Code, form.Message));
        var cells = new List<KeyValuePair<string, string>>(map.Columns.Count + 1);
        foreach (var column in map.Columns)
        {
            if (column.Field != ColumnMap.FullName)
                cells.Add(new(column.Field, line.Cells[column.Index]));
            else
                AddNames(cells, line.Cells[column.Index]);
        }

        var (record, problem) = NormalizedRecord.From(map.Kind, cells);
        return new(line.Line, line.Index, record, problem);
    }

    private static void AddNames(List<KeyValuePair<string, string>> cells, string fullName)
    {
        var (first, last) = PersonName.Split(fullName);
        cells.Add(new("first_name", first));
        cells.Add(new("last_name", last));
    }
}
