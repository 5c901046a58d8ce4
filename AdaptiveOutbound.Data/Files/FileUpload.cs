using AdaptiveOutbound.Data.Workspaces;

namespace AdaptiveOutbound.Data.Files;

/// <summary>A file that is being written, in one transaction. Disposed before it is completed it leaves nothing.</summary>
internal sealed class FileUpload(WorkspaceTransaction transaction, Guid workspaceId, Guid fileId) : IAsyncDisposable
{
    private int _parts;

    public Guid FileId => fileId;

    /// <summary>Compresses and writes the next part.</summary>
    public Task AddAsync(long firstLine, int firstRecord, int records, ReadOnlyMemory<byte> text, CancellationToken cancellationToken) =>
        transaction.ExecuteAsync(FilePartSql.Insert, cancellationToken, workspaceId, fileId, _parts++, firstLine, firstRecord, records, FileContent.Compress(text.Span));

    /// <summary>Writes what is known at the end and commits.</summary>
    /// <param name="size">Bytes as uploaded.</param>
    /// <param name="sha256">Of the bytes as uploaded.</param>
    /// <param name="records">Without the header.</param>
    /// <param name="format">How the file is written; JSON object.</param>
    public async Task CompleteAsync(long size, byte[] sha256, int records, string format, CancellationToken cancellationToken)
    {
        await transaction.ExecuteAsync("UPDATE outbound.files SET size = $2, sha256 = $3, records = $4, format = $5 WHERE id = $1", cancellationToken,
            fileId, size, sha256, records, Sql.Json(format));
        await transaction.CommitAsync(cancellationToken);
    }

    public ValueTask DisposeAsync() => transaction.DisposeAsync();

    internal Task BeginAsync(string name, string kind, DateTimeOffset now, DateTimeOffset expires, CancellationToken cancellationToken) =>
        transaction.ExecuteAsync("INSERT INTO outbound.files (id, workspace_id, name, kind, size, records, format, created_at, expires_at) VALUES ($1, $2, $3, $4, 0, 0, '{}', $5, $6)",
            cancellationToken, fileId, workspaceId, name, kind, now, expires);
}

/// <summary>Shared by uploads and by files that jobs write.</summary>
internal static class FilePartSql
{
    /// <summary>$1 workspace, $2 file, $3 number, $4 first line, $5 first record, $6 records, $7 content.</summary>
    public const string Insert = """
        INSERT INTO outbound.file_parts (workspace_id, file_id, number, first_line, first_record, records, content) VALUES ($1, $2, $3, $4, $5, $6, $7)
        """;
}
