using AdaptiveOutbound.Data.Workspaces;
using Npgsql;

namespace AdaptiveOutbound.Data.Jobs;

/// <summary>The traces of the requests that wrote jobs.</summary>
internal sealed class JobTraces(NpgsqlDataSource app)
{
    /// <summary>Those of these jobs, as W3C <c>traceparent</c>, each once; jobs whose request nobody recorded have none.</summary>
    public async Task<List<string>> FindAsync(Guid workspaceId, Guid[] jobs, CancellationToken cancellationToken)
    {
        await using var batch = await WorkspaceBatch.OpenAsync(app, workspaceId, cancellationToken);
        batch.Add("SELECT DISTINCT ON (trace_parent) trace_parent FROM outbound.jobs WHERE id = ANY ($1) AND trace_parent IS NOT NULL", jobs);
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        return await reader.ListAsync(r => r.GetString(0), cancellationToken);
    }
}
