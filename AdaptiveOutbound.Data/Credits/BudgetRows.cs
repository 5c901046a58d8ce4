using AdaptiveOutbound.Data.Workspaces;
using Npgsql;

namespace AdaptiveOutbound.Data.Credits;

/// <summary>A workspace's limits and how far they are used. The sandbox does not count.</summary>
/// <param name="Today">Spent today.</param>
/// <param name="Month">Spent in this month, today included.</param>
/// <param name="Reserved">Held by calls under way.</param>
internal sealed record BudgetRow(decimal? PerJob, decimal? PerDay, decimal? PerMonth, decimal Today, decimal Month, decimal Reserved);

/// <summary>Reads budgets.</summary>
internal sealed class BudgetRows(NpgsqlDataSource app)
{
    /// <summary>$1 workspace, $2 its day: <c>today</c> and <c>month</c>, what was spent in them.</summary>
    public const string Spent = """
        SELECT coalesce(sum(credits) FILTER (WHERE day = $2), 0) today, coalesce(sum(credits), 0) AS month FROM outbound.usage_daily
         WHERE workspace_id = $1 AND day BETWEEN date_trunc('month', $2)::date AND $2 AND provider <> 'sandbox'
        """;

    private const string Read = $"""
        SELECT s.credits_per_job, s.credits_per_day, s.credits_per_month, u.today, u.month, coalesce(o.held, 0)
          FROM outbound.workspace_settings s
         CROSS JOIN ({Spent}) u
         CROSS JOIN (
               SELECT sum(credits_reserved) held FROM outbound.provider_lookups WHERE workspace_id = $1 AND state = 0 AND provider <> 'sandbox') o
         WHERE s.workspace_id = $1
        """;

    /// <summary>How the budgets stand; null when there is no such workspace.</summary>
    /// <param name="today">The day of the workspace.</param>
    public async Task<BudgetRow?> FindAsync(Guid workspaceId, DateOnly today, CancellationToken cancellationToken)
    {
        await using var batch = await WorkspaceBatch.OpenAsync(app, workspaceId, cancellationToken, WorkspaceBatch.IndexedContext);
        batch.Add(Read, workspaceId, today);
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        return (await reader.ListAsync(r => new BudgetRow(r.Nullable<decimal>(0), r.Nullable<decimal>(1), r.Nullable<decimal>(2), r.GetDecimal(3), r.GetDecimal(4), r.GetDecimal(5)),
            cancellationToken)).SingleOrDefault();
    }
}
