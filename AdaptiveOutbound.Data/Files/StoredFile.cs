namespace AdaptiveOutbound.Data.Files;

/// <summary>An upload, an export or an error file, kept in compressed parts so that any process reads what another wrote.</summary>
public sealed class StoredFile
{
    public required Guid Id { get; init; }
    public required Guid WorkspaceId { get; init; }
    public required string Name { get; init; }

    /// <summary><c>upload</c>, <c>export</c> or <c>errors</c>.</summary>
    public required string Kind { get; init; }
    public long Size { get; set; }
    public byte[]? Sha256 { get; set; }

    /// <summary>Records without the header.</summary>
    public int Records { get; set; }

    /// <summary>How the file is written: delimiter, encoding, header. JSON object.</summary>
    public string Format { get; set; } = "{}";
    public required DateTimeOffset CreatedAt { get; init; }
    public required DateTimeOffset ExpiresAt { get; init; }
}

/// <summary>About 1 MB of a file: whole records as UTF-8, compressed with Brotli.</summary>
public sealed class FilePart
{
    public required Guid WorkspaceId { get; init; }
    public required Guid FileId { get; init; }
    public required int Number { get; init; }

    /// <summary>Physical line of the part's first record, from 1.</summary>
    public long FirstLine { get; init; }

    /// <summary>Index of the part's first record, from 0.</summary>
    public int FirstRecord { get; init; }
    public int Records { get; init; }
    public required byte[] Content { get; init; }
}
