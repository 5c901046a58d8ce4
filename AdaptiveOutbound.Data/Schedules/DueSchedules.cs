using Npgsql;

namespace AdaptiveOutbound.Data.Schedules;

/// <summary>A schedule whose time has come.</summary>
internal readonly record struct DueSchedule(Guid Id, Guid WorkspaceId);

/// <summary>A schedule as Hangfire's recurring job is to mirror it.</summary>
internal sealed record MirroredSchedule(Guid Id, string Cron, string TimeZone, bool Enabled, int Revision);

/// <summary>What workers look for, over all workspaces, as the system role.</summary>
internal sealed class DueSchedules(NpgsqlDataSource system)
{
    /// <summary>Prefix of the ids of Hangfire's recurring jobs that mirror schedules.</summary>
    public const string MirrorPrefix = "schedule:";

    /// <summary>Those whose time has come, the longest due first.</summary>
    public Task<List<DueSchedule>> ListAsync(DateTimeOffset now, int most, CancellationToken cancellationToken) => system.QueryAsync(
        "SELECT id, workspace_id FROM outbound.schedules WHERE next_run_at <= $1 ORDER BY next_run_at LIMIT $2",
        r => new DueSchedule(r.GetGuid(0), r.GetGuid(1)), cancellationToken, now.ToUniversalTime(), most);

    /// <summary>The workspace of a schedule; null when it is gone.</summary>
    public async Task<Guid?> WorkspaceOfAsync(Guid schedule, CancellationToken cancellationToken) => (await system.QueryAsync(
        "SELECT workspace_id FROM outbound.schedules WHERE id = $1", r => (Guid?)r.GetGuid(0), cancellationToken, schedule)).SingleOrDefault();

    /// <summary>Those that Hangfire does not show as they are.</summary>
    public Task<List<MirroredSchedule>> ToMirrorAsync(int most, CancellationToken cancellationToken) => system.QueryAsync(
        "SELECT id, cron, time_zone, enabled, revision FROM outbound.schedules WHERE NOT mirrored ORDER BY id LIMIT $1",
        r => new MirroredSchedule(r.GetGuid(0), r.GetString(1), r.GetString(2), r.GetBoolean(3), r.GetInt32(4)), cancellationToken, most);

    /// <summary>Notes that they are mirrored, unless they were changed meanwhile.</summary>
    public Task MirroredAsync(IReadOnlyList<MirroredSchedule> done, CancellationToken cancellationToken) => system.ExecuteAsync("""
        UPDATE outbound.schedules s SET mirrored = true FROM unnest($1::uuid[], $2::int[]) t(id, revision) WHERE s.id = t.id AND s.revision = t.revision
        """, cancellationToken, done.Select(d => d.Id).ToArray(), done.Select(d => d.Revision).ToArray());

    /// <summary>
    /// Marks schedules that Hangfire lost, or disabled after errors, to be mirrored again; returns the ids of recurring jobs whose schedule is gone.
    /// </summary>
    public async Task<List<string>> CompareAsync(CancellationToken cancellationToken)
    {
        await system.ExecuteAsync($"""
            UPDATE outbound.schedules s SET mirrored = false
             WHERE s.mirrored AND s.enabled AND NOT EXISTS (
                   SELECT FROM hangfire.set h WHERE h.key = 'recurring-jobs' AND h.value = '{MirrorPrefix}' || s.id AND h.score >= 0)
            """, cancellationToken);
        return await system.QueryAsync($"""
            SELECT h.value FROM hangfire.set h
             WHERE h.key = 'recurring-jobs' AND h.value LIKE '{MirrorPrefix}%'
               AND NOT EXISTS (SELECT FROM outbound.schedules s WHERE '{MirrorPrefix}' || s.id = h.value AND s.enabled) LIMIT 1000
            """, r => r.GetString(0), cancellationToken);
    }
}
