using AdaptiveOutbound.Data.Workspaces;
using Npgsql;

namespace AdaptiveOutbound.Data.Jobs;

/// <summary>Where a job that works through a file stands.</summary>
/// <param name="Cursor">The next part to read.</param>
/// <param name="Total">Records of the file.</param>
internal sealed record FileJob(Guid Id, string Payload, int Cursor, int Total, string? Result, Guid? LeadsTo);

/// <summary>Reads the jobs that work through a file.</summary>
internal sealed class FileJobs(NpgsqlDataSource app)
{
    /// <summary>The job; it exists, since one of its items was taken.</summary>
    public async Task<FileJob> ReadAsync(Guid workspaceId, Guid jobId, CancellationToken cancellationToken)
    {
        await using var batch = await WorkspaceBatch.OpenAsync(app, workspaceId, cancellationToken);
        batch.Add("SELECT id, payload, cursor, total, result, leads_to FROM outbound.jobs WHERE id = $1", jobId);
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        var jobs = await reader.ListAsync(r => new FileJob(r.GetGuid(0), r.GetString(1), r.GetInt32(2), r.GetInt32(3), r.Text(4), r.Nullable<Guid>(5)), cancellationToken);
        return jobs.Single();
    }
}
