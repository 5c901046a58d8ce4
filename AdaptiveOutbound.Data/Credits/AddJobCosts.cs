using AdaptiveOutbound.Data.Lanes;
using Npgsql;

namespace AdaptiveOutbound.Data.Credits;

/// <summary>What a batch cost one job beyond the outcomes of its items, which bring the credits of their answers.</summary>
/// <param name="Unknown">Lookups whose answer was not seen.</param>
/// <param name="UnknownCredits">Reserved credits of those: they stay counted as spent.</param>
/// <param name="OpenCredits">Credits of questions whose items did not end with them.</param>
/// <param name="Free">Answers that cost nothing.</param>
/// <param name="Disputed">Answers whose price was not believed.</param>
public readonly record struct JobCost(Guid JobId, int Calls = 0, int Unknown = 0, decimal UnknownCredits = 0, decimal OpenCredits = 0, int Free = 0, int Disputed = 0)
{
    /// <summary>Both together, of the same job.</summary>
    public JobCost Plus(JobCost more) => new(JobId, Calls + more.Calls, Unknown + more.Unknown, UnknownCredits + more.UnknownCredits,
        OpenCredits + more.OpenCredits, Free + more.Free, Disputed + more.Disputed);
}

/// <summary>Adds what jobs cost to them. Names all jobs of the batch and locks them in order, so that batches cannot deadlock.</summary>
internal sealed class AddJobCosts(IReadOnlyCollection<JobCost> costs) : IBatchEffect
{
    public IEnumerable<NpgsqlBatchCommand> Commands()
    {
        var ordered = costs.OrderBy(c => c.JobId).ToList();
        yield return Sql.Command("""
            WITH lk AS MATERIALIZED (
                SELECT j.id, t.calls, t.unknown, t.lost, t.open, t.free, t.disputed
                  FROM unnest($1::uuid[], $2::int[], $3::int[], $4::numeric[], $5::numeric[], $6::int[], $7::int[]) t(id, calls, unknown, lost, open, free, disputed)
                  JOIN outbound.jobs j ON j.id = t.id ORDER BY j.id FOR NO KEY UPDATE OF j)
            UPDATE outbound.jobs j SET calls = j.calls + lk.calls, unknown = j.unknown + lk.unknown, credits = j.credits + lk.lost + lk.open,
                   unknown_credits = j.unknown_credits + lk.lost, free = j.free + lk.free, disputed = j.disputed + lk.disputed
              FROM lk WHERE j.id = lk.id AND (lk.calls > 0 OR lk.unknown > 0 OR lk.open > 0 OR lk.free > 0 OR lk.disputed > 0)
            """, ordered.Select(c => c.JobId).ToArray(), ordered.Select(c => c.Calls).ToArray(), ordered.Select(c => c.Unknown).ToArray(),
            ordered.Select(c => c.UnknownCredits).ToArray(), ordered.Select(c => c.OpenCredits).ToArray(), ordered.Select(c => c.Free).ToArray(), ordered.Select(c => c.Disputed).ToArray());
    }
}
