namespace AdaptiveOutbound.Jobs.Imports.Csv;

/// <summary>What one pass over an upload told.</summary>
/// <param name="Encoding">How the upload spelt text; parts are always UTF-8.</param>
/// <param name="Delimiter">Comma, semicolon, tab or bar.</param>
/// <param name="Header">The header's cells as they were; names may repeat.</param>
/// <param name="Records">Records, the header and blank lines not counted: at least 1.</param>
/// <param name="Parts">Parts handed to the callback: at least 1.</param>
/// <param name="Bytes">Size of the upload.</param>
/// <param name="Sha256">Of the original bytes, lower-case hex.</param>
internal sealed record CsvIntakeResult(
    CsvEncoding Encoding, char Delimiter, IReadOnlyList<string> Header, int Records, int Parts, long Bytes, string Sha256);
