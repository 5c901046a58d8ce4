using System.Runtime.CompilerServices;
using AdaptiveOutbound.Data.Workspaces;
using Npgsql;

namespace AdaptiveOutbound.Data.Files;

/// <summary>A part of a stored file, decompressed.</summary>
/// <param name="FirstLine">Physical line of its first record in an upload, from 1.</param>
/// <param name="FirstRecord">Index of its first record, from 0.</param>
public sealed record StoredPart(int Number, long FirstLine, int FirstRecord, int Records, ReadOnlyMemory<byte> Text);

/// <summary>The kinds of stored file.</summary>
public static class FileKinds
{
    public const string Upload = "upload";
    public const string Export = "export";
    public const string Errors = "errors";
}

/// <summary>Reads and writes stored files part by part: nothing here grows with a file.</summary>
internal sealed class FileStore(NpgsqlDataSource app, FileLifetimes lifetimes, TimeProvider clock)
{
    private const string Columns = "id, workspace_id, name, kind, size, sha256, records, format, created_at, expires_at";

    /// <summary>Begins a file that exists when it is completed, and of which nothing is left when it is not.</summary>
    public async Task<FileUpload> BeginAsync(Guid workspaceId, string name, string kind, CancellationToken cancellationToken)
    {
        var transaction = await WorkspaceTransaction.OpenAsync(app, workspaceId, cancellationToken);
        var upload = new FileUpload(transaction, workspaceId, Guid.CreateVersion7());
        var now = clock.GetUtcNow();
        await upload.BeginAsync(name, kind, now, lifetimes.ExpiryOf(kind, now), cancellationToken);
        return upload;
    }

    /// <summary>The file, or null when it does not exist in this workspace or has expired.</summary>
    public async Task<StoredFile?> FindAsync(Guid workspaceId, Guid fileId, CancellationToken cancellationToken) =>
        await FindOpenAsync(workspaceId, fileId, cancellationToken) is { } file && file.ExpiresAt > clock.GetUtcNow() ? file : null;

    /// <summary>The file, or null when it is not there: a job that began with a file reads it to its end, also when it has expired meanwhile.</summary>
    public async Task<StoredFile?> FindOpenAsync(Guid workspaceId, Guid fileId, CancellationToken cancellationToken) =>
        (await QueryAsync(workspaceId, $"SELECT {Columns} FROM outbound.files WHERE id = $1", ReadFile, cancellationToken, fileId)).SingleOrDefault();

    /// <summary>Deletes the file and its parts; nothing when there is none.</summary>
    public async Task DeleteAsync(Guid workspaceId, Guid fileId, CancellationToken cancellationToken)
    {
        await using var batch = await WorkspaceBatch.OpenAsync(app, workspaceId, cancellationToken);
        batch.Add("DELETE FROM outbound.file_parts WHERE workspace_id = $1 AND file_id = $2", workspaceId, fileId);
        await batch.Add("DELETE FROM outbound.files WHERE workspace_id = $1 AND id = $2", workspaceId, fileId).ExecuteAsync(cancellationToken);
    }

    /// <summary>The newest files of a workspace, at most <paramref name="most"/>.</summary>
    public Task<List<StoredFile>> ListAsync(Guid workspaceId, int most, CancellationToken cancellationToken) => QueryAsync(workspaceId,
        $"SELECT {Columns} FROM outbound.files WHERE workspace_id = $1 AND expires_at > $2 ORDER BY id DESC LIMIT $3", ReadFile, cancellationToken,
        workspaceId, clock.GetUtcNow(), most);

    /// <summary>The first part from <paramref name="number"/> on; null behind the last one. Numbers may have gaps.</summary>
    public async Task<StoredPart?> ReadPartAsync(Guid workspaceId, Guid fileId, int number, CancellationToken cancellationToken)
    {
        var parts = await QueryAsync(workspaceId, """
            SELECT number, first_line, first_record, records, content FROM outbound.file_parts
             WHERE workspace_id = $1 AND file_id = $2 AND number >= $3 ORDER BY number LIMIT 1
            """, ReadPart, cancellationToken, workspaceId, fileId, number);
        return parts.SingleOrDefault();
    }

    /// <summary>The file's parts in order, one in memory at a time.</summary>
    public async IAsyncEnumerable<StoredPart> PartsAsync(Guid workspaceId, Guid fileId, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (var number = 0; await ReadPartAsync(workspaceId, fileId, number, cancellationToken) is { } part; number = part.Number + 1)
            yield return part;
    }

    private async Task<List<T>> QueryAsync<T>(Guid workspaceId, string sql, Func<NpgsqlDataReader, T> row, CancellationToken cancellationToken, params object?[] parameters)
    {
        await using var batch = await WorkspaceBatch.OpenAsync(app, workspaceId, cancellationToken);
        await using var reader = await batch.Add(sql, parameters).ExecuteReaderAsync(cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        return await reader.ListAsync(row, cancellationToken);
    }

    private static StoredPart ReadPart(NpgsqlDataReader reader) =>
        new(reader.GetInt32(0), reader.GetInt64(1), reader.GetInt32(2), reader.GetInt32(3), FileContent.Decompress(reader.GetFieldValue<byte[]>(4)));

    private static StoredFile ReadFile(NpgsqlDataReader reader) => new()
    {
        Id = reader.GetGuid(0),
        WorkspaceId = reader.GetGuid(1),
        Name = reader.GetString(2),
        Kind = reader.GetString(3),
        Size = reader.GetInt64(4),
        Sha256 = reader.IsDBNull(5) ? null : reader.GetFieldValue<byte[]>(5),
        Records = reader.GetInt32(6),
        Format = reader.GetString(7),
        CreatedAt = reader.GetFieldValue<DateTimeOffset>(8),
        ExpiresAt = reader.GetFieldValue<DateTimeOffset>(9),
    };
}
