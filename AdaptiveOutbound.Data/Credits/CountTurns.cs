using Npgsql;

namespace AdaptiveOutbound.Data.Credits;

/// <summary>A workspace that used a provider on a day whose counter was not read yet.</summary>
internal readonly record struct UncountedDay(Guid WorkspaceId, string TimeZone, DateOnly Day);

/// <summary>Of which workspaces the providers' counters are to be read. As the system: it sees days, and nothing of what they cost.</summary>
internal sealed class CountTurns(NpgsqlDataSource system)
{
    /// <summary>Workspaces with use of this provider in these days that was not compared; workspace by workspace through the primary keys.</summary>
    public Task<List<UncountedDay>> FindAsync(string provider, DateOnly from, DateOnly to, CancellationToken cancellationToken) => system.QueryAsync("""
        SELECT s.workspace_id, s.time_zone, u.day FROM outbound.workspace_settings s CROSS JOIN LATERAL (
               SELECT d.day FROM outbound.usage_daily d WHERE d.workspace_id = s.workspace_id AND d.provider = $1 AND d.day BETWEEN $2 AND $3 OFFSET 0) u
         WHERE NOT EXISTS (SELECT FROM outbound.provider_counts c WHERE c.workspace_id = s.workspace_id AND c.provider = $1 AND c.day = u.day)
         ORDER BY s.workspace_id, u.day
        """, r => new UncountedDay(r.GetGuid(0), r.GetString(1), r.GetFieldValue<DateOnly>(2)), cancellationToken, provider, from, to);
}
