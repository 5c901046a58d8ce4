using AdaptiveOutbound.Data.Lanes;
using Npgsql;

namespace AdaptiveOutbound.Data.Files;

/// <summary>A file that a job writes part by part.</summary>
/// <param name="Kind">One of <see cref="FileKinds"/>.</param>
/// <param name="Format">How it is written; JSON object.</param>
internal sealed record OutputFile(Guid Id, Guid WorkspaceId, string Name, string Kind, string Format, DateTimeOffset CreatedAt, DateTimeOffset ExpiresAt);

/// <summary>Adds a part to a file, which its first part makes. Commits with the batch that wrote the text.</summary>
internal sealed class OutputPart(OutputFile file, int number, int firstRecord, int records, ReadOnlyMemory<byte> text) : IBatchEffect
{
    public IEnumerable<NpgsqlBatchCommand> Commands()
    {
        yield return Sql.Command("""
            INSERT INTO outbound.files AS f (id, workspace_id, name, kind, size, records, format, created_at, expires_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
            ON CONFLICT (id) DO UPDATE SET size = f.size + excluded.size, records = f.records + excluded.records
            """, file.Id, file.WorkspaceId, file.Name, file.Kind, (long)text.Length, records, Sql.Json(file.Format), file.CreatedAt, file.ExpiresAt);
        yield return Sql.Command(FilePartSql.Insert, file.WorkspaceId, file.Id, number, 0L, firstRecord, records, FileContent.Compress(text.Span));
    }
}
