namespace AdaptiveOutbound.Jobs.Imports.Csv;

/// <summary>How the uploaded bytes spell text.</summary>
internal enum CsvEncoding
{
    /// <summary>UTF-8, which includes plain ASCII.</summary>
    Utf8,

    /// <summary>UTF-16, low byte first.</summary>
    Utf16LittleEndian,

    /// <summary>UTF-16, high byte first.</summary>
    Utf16BigEndian,

    /// <summary>Windows-1252: what Excel for Windows saves in western Europe unless told otherwise.</summary>
    Windows1252,
}
