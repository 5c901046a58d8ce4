using AdaptiveOutbound.Data.Lanes;
using AdaptiveOutbound.Data.Providers;
using AdaptiveOutbound.Data.Workspaces;
using Npgsql;

namespace AdaptiveOutbound.Data.Credits;

/// <summary>What became of a lookup that was to be written.</summary>
public enum Reservation
{
    /// <summary>It is written, and its worst cost is reserved.</summary>
    Written = 0,

    /// <summary>Somebody else asks the same at this moment.</summary>
    AskedElsewhere = 1,

    /// <summary>Its job may spend no more while calls under way hold the rest.</summary>
    JobHeld = 2,

    /// <summary>It does not fit into what its job may spend.</summary>
    JobFull = 3,

    /// <summary>The workspace may spend no more while calls under way hold the rest.</summary>
    WorkspaceHeld = 4,

    /// <summary>It does not fit into the workspace's day or month.</summary>
    WorkspaceFull = 5,
}

/// <summary>
/// Writes lookups before their calls, as many as the budgets allow. What is spent and what is reserved are read from the ledger itself
/// (<c>usage_daily</c>, <c>jobs</c>, lookups in flight), so that no counter can stray from it; where there is a limit, reservations of a
/// workspace run one after another, so that each sees those before it.
/// </summary>
internal sealed class CreditReservations(NpgsqlDataSource app)
{
    // A change of the limits waits for reservations under way, and they for it: none goes by a limit that is no more.
    private const string HoldLimits = "SELECT pg_advisory_xact_lock_shared(78, hashtext($1))";

    /// <summary>$1 workspace, as text. Waits for reservations under way; those that come wait for the change.</summary>
    public const string ChangeLimits = "SELECT pg_advisory_xact_lock(78, hashtext($1))";

    private const string OneByOne = """
        SELECT pg_advisory_xact_lock(79, hashtext($1::text))
         WHERE EXISTS (SELECT FROM outbound.workspace_settings WHERE workspace_id = $1 AND num_nonnulls(credits_per_job, credits_per_day, credits_per_month) > 0)
            OR EXISTS (SELECT FROM outbound.jobs WHERE id = ANY ($2) AND max_credits IS NOT NULL)
        """;

    // Without a limit nothing is summed up. The sandbox's credits count nowhere.
    internal const string Reserve = """
        WITH t AS MATERIALIZED (
            SELECT * FROM unnest($4::uuid[], $5::text[], $6::bytea[], $7::text[], $8::numeric[], $9::uuid[], $10::uuid[]) WITH ORDINALITY t(id, e, q, i, c, p, j, n)),
        s AS MATERIALIZED (SELECT credits_per_job, credits_per_day, credits_per_month FROM outbound.workspace_settings WHERE workspace_id = $1 AND $2 <> 'sandbox'),
        b AS MATERIALIZED (
            SELECT x.id, x.credits spent, least(s.credits_per_job, x.max_credits) cap FROM s CROSS JOIN outbound.jobs x
             WHERE x.id IN (SELECT j FROM t) AND num_nonnulls(s.credits_per_job, x.max_credits) > 0),
        limited AS MATERIALIZED (
            SELECT EXISTS (SELECT FROM s WHERE num_nonnulls(credits_per_job, credits_per_day, credits_per_month) > 0) OR EXISTS (SELECT FROM b) AS yes),
        o AS MATERIALIZED (
            SELECT l.job_id, sum(l.credits_reserved) r FROM outbound.provider_lookups l
             WHERE (SELECT yes FROM limited) AND l.workspace_id = $1 AND l.state = 0 AND l.provider <> 'sandbox' GROUP BY l.job_id),
        u AS MATERIALIZED (
            SELECT coalesce(sum(credits) FILTER (WHERE day = $11), 0) today, coalesce(sum(credits), 0) AS month FROM outbound.usage_daily
             WHERE (SELECT yes FROM limited) AND workspace_id = $1 AND day BETWEEN date_trunc('month', $11)::date AND $11 AND provider <> 'sandbox'),
        room AS MATERIALIZED (
            SELECT least(s.credits_per_day - u.today, s.credits_per_month - u.month) AS unspent, coalesce((SELECT sum(r) FROM o), 0) AS held FROM s CROSS JOIN u),
        a AS (
            SELECT t.*, b.spent + t.c > b.cap AS job_full,
                   coalesce(b.spent + coalesce(o.r, 0) + sum(t.c) OVER (PARTITION BY t.j ORDER BY t.n) <= b.cap, true) AS fits_job
              FROM t LEFT JOIN b ON b.id = t.j LEFT JOIN o ON o.job_id = t.j),
        f AS MATERIALIZED (
            SELECT a.*, coalesce(a.c > (SELECT unspent FROM room), false) AS full_up,
                   a.fits_job AND coalesce(sum(a.c) FILTER (WHERE a.fits_job) OVER (ORDER BY a.n) <= (SELECT unspent - held FROM room), true) AS fits FROM a),
        w AS (
            INSERT INTO outbound.provider_lookups (id, workspace_id, provider, endpoint, question, input, state, credits_reserved, credits_charged, previous_id, job_id, chunk_id, asked_at)
            SELECT id, $1, $2, e, q, i, 0, c, 0, p, j, $3, now() FROM f WHERE fits
            ON CONFLICT (workspace_id, provider, question) WHERE state = 0 DO NOTHING RETURNING id)
        SELECT f.id, CASE WHEN w.id IS NOT NULL THEN 0 WHEN f.fits THEN 1 WHEN NOT f.fits_job THEN CASE WHEN f.job_full THEN 3 ELSE 2 END
                          WHEN f.full_up THEN 5 ELSE 4 END
          FROM f LEFT JOIN w ON w.id = f.id
        """;

    // Writes nothing where there are limits: then the statement above must decide.
    private const string ReserveFreely = """
        INSERT INTO outbound.provider_lookups (id, workspace_id, provider, endpoint, question, input, state, credits_reserved, credits_charged, previous_id, job_id, chunk_id, asked_at)
        SELECT t.id, $1, $2, t.e, t.q, t.i, 0, t.c, 0, t.p, t.j, $3, now()
          FROM unnest($4::uuid[], $5::text[], $6::bytea[], $7::text[], $8::numeric[], $9::uuid[], $10::uuid[]) t(id, e, q, i, c, p, j)
         WHERE $2 = 'sandbox' OR NOT EXISTS (
               SELECT FROM outbound.workspace_settings WHERE workspace_id = $1 AND num_nonnulls(credits_per_job, credits_per_day, credits_per_month) > 0)
           AND NOT EXISTS (SELECT FROM outbound.jobs WHERE id = ANY ($10) AND max_credits IS NOT NULL)
        ON CONFLICT (workspace_id, provider, question) WHERE state = 0 DO NOTHING RETURNING id
        """;

    /// <summary>Writes what fits, in the order given, and says of each what became of it.</summary>
    /// <param name="today">The day of the workspace on which it is asked.</param>
    /// <param name="limited">Whether the workspace, or one of the jobs, had limits a moment ago: it decides how it is written, not what.</param>
    /// <exception cref="ChunkFencedException">The chunk was taken back meanwhile: nobody would settle what it writes. Nothing was written.</exception>
    public async Task<Dictionary<Guid, Reservation>> ReserveAsync(
        Guid workspaceId, string provider, Guid chunkId, DateOnly today, bool limited, IReadOnlyList<NewLookup> lookups, CancellationToken cancellationToken)
    {
        try
        {
            if (limited && provider != UsageRows.Sandbox) // whose credits count nowhere, so that it waits for nobody
                return await WithinLimitsAsync(workspaceId, provider, chunkId, today, lookups, cancellationToken);
            var written = await FreelyAsync(workspaceId, provider, chunkId, lookups, cancellationToken);
            return written.Count > 0 || provider == UsageRows.Sandbox
                ? lookups.ToDictionary(l => l.Id, l => written.Contains(l.Id) ? Reservation.Written : Reservation.AskedElsewhere)
                : await WithinLimitsAsync(workspaceId, provider, chunkId, today, lookups, cancellationToken); // limits were set meanwhile, or all is asked elsewhere
        }
        catch (PostgresException e) when (e.SqlState == ChunkStore.Fenced)
        {
            throw new ChunkFencedException(chunkId, e);
        }
    }

    private async Task<HashSet<Guid>> FreelyAsync(Guid workspaceId, string provider, Guid chunkId, IReadOnlyList<NewLookup> lookups, CancellationToken cancellationToken)
    {
        await using var batch = await WorkspaceBatch.OpenAsync(app, workspaceId, cancellationToken);
        batch.Add(BatchSql.Fence, chunkId, 0).Add(HoldLimits, workspaceId.ToString()).Add(ReserveFreely, Parameters(workspaceId, provider, chunkId, lookups));
        return [.. await ReadAsync(batch, before: 3, r => r.GetGuid(0), cancellationToken)];
    }

    private async Task<Dictionary<Guid, Reservation>> WithinLimitsAsync(
        Guid workspaceId, string provider, Guid chunkId, DateOnly today, IReadOnlyList<NewLookup> lookups, CancellationToken cancellationToken)
    {
        await using var batch = await WorkspaceBatch.OpenAsync(app, workspaceId, cancellationToken, WorkspaceBatch.IndexedContext);
        batch.Add(BatchSql.Fence, chunkId, 0).Add(HoldLimits, workspaceId.ToString()).Add(OneByOne, workspaceId, lookups.Select(l => l.JobId).Distinct().ToArray())
            .Add(Reserve, [.. Parameters(workspaceId, provider, chunkId, lookups), today]);
        return (await ReadAsync(batch, before: 4, r => (Id: r.GetGuid(0), Became: (Reservation)r.GetInt32(1)), cancellationToken)).ToDictionary(x => x.Id, x => x.Became);
    }

    private static object?[] Parameters(Guid workspaceId, string provider, Guid chunkId, IReadOnlyList<NewLookup> lookups) =>
    [
        workspaceId, provider, chunkId, lookups.Select(l => l.Id).ToArray(), lookups.Select(l => l.Endpoint).ToArray(), lookups.Select(l => l.Question).ToArray(),
        lookups.Select(l => l.Input).ToArray(), lookups.Select(l => l.CreditsReserved).ToArray(), lookups.Select(l => l.PreviousId).ToArray(), lookups.Select(l => l.JobId).ToArray(),
    ];

    /// <param name="before">Statements whose results come before.</param>
    private static async Task<List<T>> ReadAsync<T>(WorkspaceBatch batch, int before, Func<NpgsqlDataReader, T> row, CancellationToken cancellationToken)
    {
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        for (; before > 0; before--)
            await reader.NextResultAsync(cancellationToken);
        return await reader.ListAsync(row, cancellationToken);
    }
}
