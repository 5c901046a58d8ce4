using AdaptiveOutbound.Data.Lanes;
using AdaptiveOutbound.Data.Workspaces;
using Npgsql;

namespace AdaptiveOutbound.Data.Providers;

/// <summary>What is known of a question: its newest lookup that was not simply refused.</summary>
/// <param name="IsFresh">Whether its answer may be used without a call.</param>
/// <param name="IsRepeat">It repeats an earlier lookup with unknown answer.</param>
public sealed record KnownLookup(Guid Id, LookupState State, string? Answer, DateTimeOffset AskedAt, bool IsFresh, bool IsRepeat);

/// <summary>A lookup to be written before its call.</summary>
public sealed record NewLookup(Guid Id, byte[] Question, string Input, string Endpoint, decimal CreditsReserved, Guid? PreviousId, Guid JobId);

/// <summary>How long answers may be used again.</summary>
public readonly record struct Freshness(int MatchDays, int NoMatchDays);

/// <summary>The cache of questions.</summary>
internal sealed class LookupStore(NpgsqlDataSource app)
{
    // A match whose answer was cleaned up is asked again, also where answers are now kept for longer.
    private const string Known = """
        SELECT q.n::int, l.id, l.state, l.answer::text, l.asked_at,
               CASE l.state WHEN 1 THEN l.answer IS NOT NULL AND l.asked_at > now() - make_interval(days => $4) WHEN 2 THEN l.asked_at > now() - make_interval(days => $5) ELSE false END,
               l.previous_id IS NOT NULL
          FROM unnest($2::bytea[]) WITH ORDINALITY q(h, n)
         CROSS JOIN LATERAL (
               SELECT * FROM outbound.provider_lookups l
                WHERE l.workspace_id = $1 AND l.provider = $3 AND l.question = q.h AND l.state <> 3 ORDER BY l.id DESC LIMIT 1) l
        """;

    /// <summary>By position in <paramref name="questions"/>: what is known of them.</summary>
    public async Task<Dictionary<int, KnownLookup>> FindAsync(Guid workspaceId, string provider, byte[][] questions, Freshness freshness, CancellationToken cancellationToken)
    {
        await using var batch = await WorkspaceBatch.OpenAsync(app, workspaceId, cancellationToken);
        batch.Add(Known, workspaceId, questions, provider, freshness.MatchDays, freshness.NoMatchDays);
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        var rows = await reader.ListAsync(r => (N: r.GetInt32(0) - 1, Lookup: new KnownLookup(
            r.GetGuid(1), (LookupState)r.GetInt16(2), r.Text(3), r.GetFieldValue<DateTimeOffset>(4), r.GetBoolean(5), r.GetBoolean(6))), cancellationToken);
        return rows.ToDictionary(x => x.N, x => x.Lookup);
    }
}

/// <summary>A lookup with its answer.</summary>
/// <param name="Answer">Fields of a match; JSON object.</param>
/// <param name="Disputed">Whether the price that the provider named was not believed.</param>
public sealed record SettledLookup(Guid Id, LookupState State, decimal CreditsCharged, string? Answer, string? ProviderRecordId, string? ErrorCode, bool Disputed = false);

/// <summary>Writes the answers of lookups, and removes those that were never asked.</summary>
internal sealed class SettleLookups(IReadOnlyList<SettledLookup> settled, IReadOnlyList<Guid> neverAsked) : IBatchEffect
{
    private const string Settle = """
        UPDATE outbound.provider_lookups l
           SET state = t.s, credits_charged = t.c, answer = t.a, provider_record_id = t.r, error_code = t.e, disputed = t.d, settled_at = now()
          FROM unnest($1::uuid[], $2::smallint[], $3::numeric[], $4::jsonb[], $5::text[], $6::text[], $7::boolean[]) t(id, s, c, a, r, e, d)
         WHERE l.id = t.id AND l.state + 0 = 0
        """;

    public IEnumerable<NpgsqlBatchCommand> Commands()
    {
        var ordered = settled.OrderBy(s => s.Id).ToList();
        if (ordered.Count > 0)
            yield return Sql.Command(Settle, ordered.Select(s => s.Id).ToArray(), ordered.Select(s => (short)s.State).ToArray(),
                ordered.Select(s => s.CreditsCharged).ToArray(), Sql.Jsons([.. ordered.Select(s => s.Answer)]),
                ordered.Select(s => s.ProviderRecordId).ToArray(), ordered.Select(s => s.ErrorCode).ToArray(), ordered.Select(s => s.Disputed).ToArray());
        if (neverAsked.Count > 0)
            yield return Sql.Command("DELETE FROM outbound.provider_lookups WHERE id = ANY ($1) AND state + 0 = 0", neverAsked.ToArray());
    }
}
