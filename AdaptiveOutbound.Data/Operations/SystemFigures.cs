using AdaptiveOutbound.Data.Jobs;
using Npgsql;

namespace AdaptiveOutbound.Data.Operations;

/// <summary>Jobs that ended in the last 24 hours, in all workspaces.</summary>
internal sealed record JobFigures(long Ended, long Failed, long DeadLetters);

/// <summary>Figures of the whole installation, for its operators.</summary>
internal static class SystemFigures
{
    /// <summary>Names of probes' workspaces begin with it, and twelve hexadecimal digits follow: those that were killed are found again by it.</summary>
    public const string ProbeWorkspace = "preflight-";

    /// <summary>The name of a probe's jobs.</summary>
    public const string ProbeJob = "Preflight";

    // Ids are made in the order of time, and no other index leads to when a job ended: jobs of the last week are looked at.
    public static async Task<JobFigures> JobsAsync(NpgsqlDataSource system, DateTimeOffset now, CancellationToken cancellationToken) => (await system.QueryAsync("""
        SELECT count(*), count(*) FILTER (WHERE status IN ('failed', 'dead_letter')), count(*) FILTER (WHERE status = 'dead_letter')
          FROM outbound.jobs WHERE id >= $1 AND completed_at > now() - interval '24 hours'
        """, r => new JobFigures(r.GetInt64(0), r.GetInt64(1), r.GetInt64(2)), cancellationToken, Guid.CreateVersion7(now.AddDays(-7))))[0];

    /// <summary>How many jobs of a workspace have ended, and how long after it was made the slowest one had.</summary>
    public static async Task<(long Ended, TimeSpan Slowest)> EndedAsync(NpgsqlDataSource system, Guid workspaceId, CancellationToken cancellationToken) => (await system.QueryAsync(
        "SELECT count(*), coalesce(max(completed_at - created_at), interval '0') FROM outbound.jobs WHERE workspace_id = $1 AND completed_at IS NOT NULL",
        r => (r.GetInt64(0), r.GetFieldValue<TimeSpan>(1)), cancellationToken, workspaceId))[0];

    /// <summary>Workspaces of probes that were made before: the probes were killed. One in which anything else was done is no probe's.</summary>
    public static Task<List<(Guid Id, string Slug)>> LeftByProbesAsync(NpgsqlDataSource system, DateTimeOffset before, CancellationToken cancellationToken) => system.QueryAsync($$"""
        SELECT w.id, w.slug FROM outbound.workspaces w
         WHERE w.slug ~ '^{{ProbeWorkspace}}[0-9a-f]{12}$' AND w.id < $1 AND NOT EXISTS (SELECT FROM outbound.jobs j WHERE j.workspace_id = w.id AND (j.type <> $2 OR j.name <> $3))
        """, r => (r.GetGuid(0), r.GetString(1)), cancellationToken, Guid.CreateVersion7(before), JobTypes.Noop, ProbeJob);

    /// <summary>Connections of the server that are used, and the most there can be.</summary>
    public static async Task<(long Used, long Most)> ConnectionsAsync(NpgsqlDataSource system, CancellationToken cancellationToken) => (await system.QueryAsync(
        "SELECT (SELECT sum(numbackends) FROM pg_stat_database)::bigint, current_setting('max_connections')::bigint", r => (r.GetInt64(0), r.GetInt64(1)), cancellationToken))[0];

    /// <summary>The server's clock.</summary>
    public static async Task<DateTimeOffset> NowAsync(NpgsqlDataSource system, CancellationToken cancellationToken) =>
        (await system.QueryAsync("SELECT clock_timestamp()", r => r.GetFieldValue<DateTimeOffset>(0), cancellationToken))[0];
}
