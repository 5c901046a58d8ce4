using System.Globalization;
using AdaptiveOutbound.Data.Records;
using AdaptiveOutbound.Jobs.Records;

namespace AdaptiveOutbound.Jobs.Exports;

/// <summary>The columns of an export: those of the input, then ours in their documented order.</summary>
internal sealed class ExportColumns(IReadOnlyList<string> input, RecordKind kind)
{
    private readonly IReadOnlyList<string> _fields = RecordFields.Of(kind);

    /// <summary>Header of the export.</summary>
    public string[] Header => [.. input, "outbound_status", "outbound_reason", "outbound_provider", "outbound_enriched_at", .. _fields.Select(name => "outbound_" + name)];

    /// <summary>Header of the errors file.</summary>
    public string[] ErrorsHeader => [.. input, "outbound_line", "outbound_field", "outbound_code", "outbound_message"];

    /// <summary>One row of the export.</summary>
    public string[] Row(string[] cells, ExportAnswer answer)
    {
        var row = new string[input.Count + 4 + _fields.Count];
        cells.CopyTo(row, 0);
        row[input.Count] = answer.Status;
        row[input.Count + 1] = answer.Reason;
        row[input.Count + 2] = answer.Provider ?? "";
        row[input.Count + 3] = answer.EnrichedAt?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture) ?? "";
        var values = answer.Record is null ? null : RecordJson.ReadFields(answer.Record.Fields);
        for (var i = 0; i < _fields.Count; i++)
            row[input.Count + 4 + i] = values is not null && values.TryGetValue(_fields[i], out var value) ? FieldValue.Shown(_fields[i], value) : "";
        return row;
    }

    /// <summary>One row of the errors file.</summary>
    public static string[] ErrorRow(string[] cells, int line, ExportAnswer answer) =>
        [.. cells, line.ToString(CultureInfo.InvariantCulture), answer.Field ?? "", answer.Code ?? "", answer.Message ?? ""];
}
