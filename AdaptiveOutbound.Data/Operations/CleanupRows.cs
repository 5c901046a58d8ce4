using Npgsql;

namespace AdaptiveOutbound.Data.Operations;

/// <summary>What a step of cleaning up did.</summary>
/// <param name="Gone">Rows of the kind that went, or answers that were taken out of theirs.</param>
/// <param name="Parts">Rows that went with them: items and log lines of jobs, parts of files.</param>
/// <param name="Last">Where the next step goes on; null when nothing is left.</param>
internal readonly record struct CleanedStep(int Gone, int Parts, Guid? Last);

/// <summary>The steps that take away what is too old: functions of the owner, which look at few rows each.</summary>
internal sealed class CleanupRows(NpgsqlDataSource system)
{
    /// <summary>One step.</summary>
    /// <param name="what">Kind of data, by its name in results.</param>
    /// <param name="workspaceId">Whose; null: everybody's.</param>
    /// <param name="before">What is older goes.</param>
    /// <param name="after">Where the step before ended; the empty id at first.</param>
    /// <param name="most">Rows that it looks at.</param>
    public async Task<CleanedStep> StepAsync(
        string what, Guid? workspaceId, DateTimeOffset before, DateTimeOffset now, Guid after, int most, CancellationToken cancellationToken) =>
        (await system.QueryAsync("SELECT gone, parts, last FROM outbound.cleanup_step($1, $2::uuid, $3, $4, $5, $6)", r => new CleanedStep(r.GetInt32(0), r.GetInt32(1), r.Nullable<Guid>(2)),
            cancellationToken, what, workspaceId, before.ToUniversalTime(), now.ToUniversalTime(), after, most))[0];

    /// <summary>Drops the oldest month of logs that is older as a whole. 0: there is none. Null: somebody uses the logs; try again later.</summary>
    public async Task<int?> DropLogsAsync(DateTimeOffset before, CancellationToken cancellationToken) =>
        (await system.QueryAsync("SELECT outbound.drop_log_partition($1)", r => r.Nullable<int>(0), cancellationToken, before.ToUniversalTime()))[0];
}
