using AdaptiveOutbound.Data.Lanes;
using Npgsql;

namespace AdaptiveOutbound.Data.Credits;

/// <summary>Adds to a day's usage in the batch's own transaction.</summary>
internal sealed class AddUsage(Guid workspaceId, string provider, DateOnly day, int calls, int lookups, int matched, int cacheHits, decimal credits) : IBatchEffect
{
    public IEnumerable<NpgsqlBatchCommand> Commands() =>
    [
        Sql.Command("""
            INSERT INTO outbound.usage_daily AS u (workspace_id, provider, day, calls, lookups, matched, cache_hits, credits)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
            ON CONFLICT (workspace_id, provider, day) DO UPDATE
               SET calls = u.calls + excluded.calls, lookups = u.lookups + excluded.lookups, matched = u.matched + excluded.matched,
                   cache_hits = u.cache_hits + excluded.cache_hits, credits = u.credits + excluded.credits
            """, workspaceId, provider, day, calls, lookups, matched, cacheHits, credits),
    ];
}

/// <summary>What a batch cost one job beyond the outcomes of its items.</summary>
/// <param name="UnknownCredits">Reserved credits of lookups whose answer was not seen: they stay counted as spent.</param>
public readonly record struct JobCost(Guid JobId, int Calls, int Unknown, decimal UnknownCredits);

/// <summary>Adds calls and unknown lookups to jobs. Names all jobs of the batch and locks them in order, so that batches cannot deadlock.</summary>
internal sealed class AddJobCosts(IReadOnlyCollection<JobCost> costs) : IBatchEffect
{
    public IEnumerable<NpgsqlBatchCommand> Commands()
    {
        var ordered = costs.OrderBy(c => c.JobId).ToList();
        yield return Sql.Command("""
            WITH lk AS MATERIALIZED (
                SELECT j.id, t.calls, t.unknown, t.credits FROM unnest($1::uuid[], $2::int[], $3::int[], $4::numeric[]) t(id, calls, unknown, credits)
                  JOIN outbound.jobs j ON j.id = t.id ORDER BY j.id FOR NO KEY UPDATE OF j)
            UPDATE outbound.jobs j SET calls = j.calls + lk.calls, unknown = j.unknown + lk.unknown, credits = j.credits + lk.credits
              FROM lk WHERE j.id = lk.id AND (lk.calls > 0 OR lk.unknown > 0)
            """, ordered.Select(c => c.JobId).ToArray(), ordered.Select(c => c.Calls).ToArray(), ordered.Select(c => c.Unknown).ToArray(),
            ordered.Select(c => c.UnknownCredits).ToArray());
    }
}
