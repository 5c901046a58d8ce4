using AdaptiveOutbound.Data.Lanes;
using Npgsql;

namespace AdaptiveOutbound.Data.Credits;

/// <summary>What a batch used of its provider.</summary>
/// <param name="UnknownCredits">Those of <paramref name="Credits"/> that were reserved for answers that were never seen.</param>
/// <param name="Free">Answers that cost nothing.</param>
/// <param name="Disputed">Answers whose price was not believed.</param>
internal readonly record struct BatchUsage(int Calls, int Lookups, int Matched, int CacheHits, decimal Credits, decimal UnknownCredits, int Free, int Disputed);

/// <summary>Adds to a day's usage in the batch's own transaction.</summary>
internal sealed class AddUsage(Guid workspaceId, string provider, DateOnly day, BatchUsage used) : IBatchEffect
{
    /// <summary>What the batch used.</summary>
    public BatchUsage Used => used;

    public IEnumerable<NpgsqlBatchCommand> Commands() =>
    [
        Sql.Command("""
            INSERT INTO outbound.usage_daily AS u (workspace_id, provider, day, calls, lookups, matched, cache_hits, credits, unknown_credits, free, disputed)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
            ON CONFLICT (workspace_id, provider, day) DO UPDATE
               SET calls = u.calls + excluded.calls, lookups = u.lookups + excluded.lookups, matched = u.matched + excluded.matched,
                   cache_hits = u.cache_hits + excluded.cache_hits, credits = u.credits + excluded.credits,
                   unknown_credits = u.unknown_credits + excluded.unknown_credits, free = u.free + excluded.free, disputed = u.disputed + excluded.disputed
            """, workspaceId, provider, day, used.Calls, used.Lookups, used.Matched, used.CacheHits, used.Credits, used.UnknownCredits, used.Free, used.Disputed),
    ];
}
