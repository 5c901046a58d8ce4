using Npgsql;

namespace AdaptiveOutbound.Data.Operations;

/// <summary>
/// Recurring work of the installation: who takes a row does the work. A taken row is due again after a while, which its holder puts off
/// as long as it works, so that another process goes on when the holder has died.
/// </summary>
internal sealed class MaintenanceRows(NpgsqlDataSource system)
{
    /// <summary>Makes the row, or brings its time forward when it would be due later.</summary>
    public Task PlanAsync(string name, DateTimeOffset next, CancellationToken cancellationToken) => system.ExecuteAsync("""
        INSERT INTO outbound.maintenance AS m (name, next_run_at) VALUES ($1, $2)
        ON CONFLICT (name) DO UPDATE SET next_run_at = excluded.next_run_at WHERE m.next_run_at > excluded.next_run_at
        """, cancellationToken, name, next.ToUniversalTime());

    /// <summary>Makes the row where there is none; one that is there keeps its time.</summary>
    public Task AddAsync(string name, DateTimeOffset first, CancellationToken cancellationToken) => system.ExecuteAsync(
        "INSERT INTO outbound.maintenance (name, next_run_at) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING", cancellationToken, name, first.ToUniversalTime());

    /// <summary>Takes the row when it is due. What it is held by, or null: it is not due, or somebody else has it.</summary>
    public async Task<DateTimeOffset?> TakeAsync(string name, DateTimeOffset now, DateTimeOffset until, CancellationToken cancellationToken) => (await system.QueryAsync(
        "UPDATE outbound.maintenance SET next_run_at = $3, last_run_at = $2 WHERE name = $1 AND next_run_at <= $2 RETURNING next_run_at",
        Held, cancellationToken, name, now.ToUniversalTime(), until.ToUniversalTime())).FirstOrDefault();

    /// <summary>Holds it for longer; null when somebody else has it now.</summary>
    public async Task<DateTimeOffset?> KeepAsync(string name, DateTimeOffset held, DateTimeOffset until, CancellationToken cancellationToken) => (await system.QueryAsync(
        "UPDATE outbound.maintenance SET next_run_at = $3 WHERE name = $1 AND next_run_at = $2 RETURNING next_run_at",
        Held, cancellationToken, name, held, until.ToUniversalTime())).FirstOrDefault();

    /// <summary>Gives it back: what was done, and when it is due again.</summary>
    /// <param name="result">JSON object.</param>
    public Task EndAsync(string name, DateTimeOffset held, DateTimeOffset next, string result, CancellationToken cancellationToken) => system.ExecuteAsync(
        "UPDATE outbound.maintenance SET next_run_at = $3, result = $4 WHERE name = $1 AND next_run_at = $2", cancellationToken, name, held, next.ToUniversalTime(), Sql.Json(result));

    private static DateTimeOffset? Held(NpgsqlDataReader reader) => reader.GetFieldValue<DateTimeOffset>(0);
}
