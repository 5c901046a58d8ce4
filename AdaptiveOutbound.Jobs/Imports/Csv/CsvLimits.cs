namespace AdaptiveOutbound.Jobs.Imports.Csv;

/// <summary>What a file may be at most. All sizes are binary: 1 MB is 1,048,576.</summary>
internal sealed record CsvLimits
{
    /// <summary>Bytes of the file as uploaded: default 512 MB.</summary>
    public long FileBytes { get; init; } = 512L << 20;

    /// <summary>Records, the header and blank lines not counted: default 2,000,000.</summary>
    public int Records { get; init; } = 2_000_000;

    /// <summary>Cells of the header: default 500.</summary>
    public int Columns { get; init; } = 500;

    /// <summary>UTF-8 bytes of a column's name: default 1 KB. Names stand in previews and problems, whose length they must not decide.</summary>
    public int NameBytes { get; init; } = 1 << 10;

    /// <summary>UTF-8 bytes of one cell: default 32 KB. A longer one is its record's problem, not the file's.</summary>
    public int FieldBytes { get; init; } = 32 << 10;

    /// <summary>UTF-8 bytes of one record with its quotes and line breaks: default 16 MB. It is what keeps memory constant.</summary>
    public int RecordBytes { get; init; } = 16 << 20;

    /// <summary>Cells of one record: default 1,000,000, about, since only long records are counted. The parser keeps numbers for each.</summary>
    public int RecordCells { get; init; } = 1_000_000;

    /// <summary>UTF-8 bytes after which a part ends with the record at hand: default 1 MB.</summary>
    public int PartBytes { get; init; } = 1 << 20;

    /// <summary>Records after which a part ends: default 8,000. A part of very short records is still one short transaction.</summary>
    public int PartRecords { get; init; } = 8_000;
}
