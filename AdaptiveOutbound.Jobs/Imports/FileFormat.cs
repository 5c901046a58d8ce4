using System.Text.Json;
using AdaptiveOutbound.Jobs.Imports.Csv;

namespace AdaptiveOutbound.Jobs.Imports;

/// <summary>How a stored file is written; the column <c>format</c>. Parts hold no header: it stands here.</summary>
/// <param name="Delimiter">One character.</param>
/// <param name="Encoding">How the upload spelt text; parts are always UTF-8.</param>
/// <param name="Header">The header's cells as they were; names may repeat.</param>
/// <param name="Raw">Whether cells that a spreadsheet would run are left as they are. An upload always is.</param>
internal sealed record FileFormat(char Delimiter, CsvEncoding Encoding, IReadOnlyList<string> Header, bool Raw = true)
{
    public string ToJson() => JsonSerializer.Serialize(this, PayloadJson.Options);

    public static FileFormat Parse(string json) => JsonSerializer.Deserialize<FileFormat>(json, PayloadJson.Options)!;
}
