using AdaptiveOutbound.Data.Lanes;
using Npgsql;

namespace AdaptiveOutbound.Data.Jobs;

/// <summary>
/// Progress of a job whose one item works through a file. The item itself is no record: what its end adds to the counts is
/// taken off in the same transaction, so that the counts are those of the file's records.
/// </summary>
/// <param name="Cursor">The next part to read.</param>
/// <param name="Processed">Records of this batch.</param>
/// <param name="Failed">Those of them that were rejected.</param>
/// <param name="Ends">The item ends with this batch.</param>
/// <param name="Result">The job's result so far, JSON object; null leaves it.</param>
internal sealed record JobProgress(Guid JobId, int Cursor, int Processed, int Failed, bool Ends, string? Result = null) : IBatchEffect
{
    private const string Update = """
        UPDATE outbound.jobs SET cursor = $2, processed = processed + $3 - $5, failed = failed + $4, enriched = enriched - $5,
               result = coalesce($6, result), status = CASE status WHEN 'pending' THEN 'processing' ELSE status END
         WHERE id = $1
        """;

    public IEnumerable<NpgsqlBatchCommand> Commands() => [Sql.Command(Update, JobId, Cursor, Processed, Failed, Ends ? 1 : 0, Sql.Json(Result))];
}
