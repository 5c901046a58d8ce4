using AdaptiveOutbound.Data.Lanes;
using Npgsql;

namespace AdaptiveOutbound.Data.Credits;

/// <summary>Raises one alert, unless the same was raised before. It stays until a person dismisses it.</summary>
/// <param name="scope">What it is about; with <paramref name="code"/> it says which is the same.</param>
internal sealed class RaiseAlert(Guid workspaceId, string code, string scope, string level, string message) : IBatchEffect
{
    public IEnumerable<NpgsqlBatchCommand> Commands() =>
    [
        Sql.Command("""
            INSERT INTO outbound.alerts (id, workspace_id, code, scope, level, message, created_at)
            VALUES (gen_random_uuid(), $1, $2, $3, $4, $5, now()) ON CONFLICT (workspace_id, code, scope) DO NOTHING
            """, workspaceId, code, scope, level, message),
    ];
}

/// <summary>Ends an alert whose cause is gone; the same may be raised again.</summary>
internal sealed class EndAlert(Guid workspaceId, string code, string scope) : IBatchEffect
{
    public IEnumerable<NpgsqlBatchCommand> Commands() => [Sql.Command("DELETE FROM outbound.alerts WHERE workspace_id = $1 AND code = $2 AND scope = $3", workspaceId, code, scope)];
}

/// <summary>
/// Says when 50, 80 or 100 % of a day's or month's credits are spent, each once a window and limit: of several that are passed at
/// once the highest. One that had ended because the limit was changed comes back with it. Committed with the usage that passes it.
/// </summary>
/// <param name="today">The day of the workspace.</param>
/// <param name="dayEnds">When that day ends.</param>
/// <param name="monthEnds">When its month ends.</param>
/// <param name="nextPrice">What the next question may cost, when it did not fit: then all is spent that can be. Else 0.</param>
internal sealed class RaiseBudgetAlerts(Guid workspaceId, DateOnly today, DateTimeOffset dayEnds, DateTimeOffset monthEnds, decimal nextPrice) : IBatchEffect
{
    private const string Raise = $"""
        WITH u AS ({BudgetRows.Spent}),
        w AS (
            SELECT 'day' name, to_char($2, 'YYYY-MM-DD') key, s.credits_per_day cap, u.today spent, $3 ends FROM outbound.workspace_settings s, u WHERE s.workspace_id = $1
            UNION ALL
            SELECT 'month', to_char($2, 'YYYY-MM'), s.credits_per_month, u.month, $4 FROM outbound.workspace_settings s, u WHERE s.workspace_id = $1),
        r AS (
            SELECT DISTINCT ON (w.name) w.*, t.part FROM w CROSS JOIN (VALUES (50), (80), (100)) t(part)
             WHERE w.spent >= w.cap * t.part / 100 OR (t.part = 100 AND w.spent + $5 > w.cap) ORDER BY w.name, t.part DESC)
        INSERT INTO outbound.alerts (id, workspace_id, code, scope, level, message, created_at, ends_at)
        SELECT gen_random_uuid(), $1, 'budget', format('%s %s %s%% of %s', name, key, part, trim_scale(cap)), CASE part WHEN 100 THEN 'error' ELSE 'warning' END,
               CASE part WHEN 100 THEN format('The credits of this %s are used up: %s of %s are spent. What is left waits until the %s turns or the limit is raised under Settings.', name, trim_scale(spent), trim_scale(cap), name)
                    ELSE format('%s %% of the credits of this %s are spent: %s of %s.', part, name, trim_scale(spent), trim_scale(cap)) END, now(), ends
          FROM r ON CONFLICT (workspace_id, code, scope) DO UPDATE
           SET message = excluded.message, created_at = now(), ends_at = excluded.ends_at, dismissed_at = NULL, dismissed_by = NULL WHERE alerts.ends_at <= now()
        """;

    public IEnumerable<NpgsqlBatchCommand> Commands() => [Sql.Command(Raise, workspaceId, today, dayEnds.ToUniversalTime(), monthEnds.ToUniversalTime(), nextPrice)];
}
