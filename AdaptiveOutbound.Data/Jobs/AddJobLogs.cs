using AdaptiveOutbound.Data.Lanes;
using Npgsql;

namespace AdaptiveOutbound.Data.Jobs;

/// <summary>One step for the log of each of some jobs, written with the batch.</summary>
internal sealed class AddJobLogs(IReadOnlyCollection<Guid> jobs, string level, string name, string message) : IBatchEffect
{
    public IEnumerable<NpgsqlBatchCommand> Commands() =>
    [
        Sql.Command("""
            INSERT INTO outbound.job_logs (workspace_id, job_id, level, event, message)
            SELECT j.workspace_id, j.id, $2, $3, $4 FROM outbound.jobs j WHERE j.id = ANY ($1)
            """, jobs.ToArray(), level, name, message),
    ];
}
