using System.Security.Cryptography;
using AdaptiveOutbound.Data.Jobs;
using AdaptiveOutbound.Data.Operations;
using Npgsql;

namespace AdaptiveOutbound.Data.Lanes;

/// <summary>
/// One connection of a worker process: it holds the advisory lock that says that the process lives, and hears of lanes with
/// new work. A killed process loses both at once, so nobody waits for a lease to run out.
/// </summary>
internal sealed class WorkerPresence(string systemConnectionString, TimeProvider clock)
{
    // Seen by others in pg_stat_activity, which cuts names at 63 bytes.
    private const string ApplicationName = "outbound-presence";

    /// <summary>This build, as <see cref="AliveAsync"/> tells it.</summary>
    public static string Build { get; } = ProductVersion.Text.Length <= 40 ? ProductVersion.Text : ProductVersion.Text[..40];

    private static readonly TimeSpan ReconnectDelay = TimeSpan.FromSeconds(1);

    /// <summary>Key of the advisory lock; written into each chunk that this process runs.</summary>
    public int WorkerId { get; } = RandomNumberGenerator.GetInt32(1, int.MaxValue);

    /// <summary>Holds the lock and listens until cancelled; a broken connection is made again.</summary>
    /// <param name="ready">Called each time the lock is held and the process listens.</param>
    /// <param name="lane">Called with each lane that has new work.</param>
    /// <param name="lost">Called when the connection broke.</param>
    /// <param name="cancellationToken">Ends the presence.</param>
    public async Task RunAsync(Action ready, Action<Guid> lane, Action<Exception> lost, CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                await ListenAsync(ready, lane, cancellationToken);
            }
            catch (Exception e) when (!cancellationToken.IsCancellationRequested)
            {
                lost(e);
                await Task.Delay(ReconnectDelay, clock, cancellationToken);
            }
        }
    }

    private async Task ListenAsync(Action ready, Action<Guid> lane, CancellationToken cancellationToken)
    {
        var settings = new NpgsqlConnectionStringBuilder(systemConnectionString) { Pooling = false, KeepAlive = 10, Enlist = false, ApplicationName = $"{ApplicationName} {Build}" };
        await using var connection = new NpgsqlConnection(settings.ConnectionString);
        await connection.OpenAsync(cancellationToken);
        connection.Notification += (_, e) =>
        {
            if (Guid.TryParse(e.Payload, out var id))
                lane(id);
        };
        await using (var command = new NpgsqlCommand($"SELECT pg_advisory_lock({ReconcileStore.WorkerLockClass}, {WorkerId}); LISTEN {JobWriter.LaneChannel}", connection))
            await command.ExecuteNonQueryAsync(cancellationToken);
        ready();
        while (true)
            await connection.WaitAsync(cancellationToken);
    }

    /// <summary>Whether any worker process is alive on this database.</summary>
    public static async Task<bool> AnyAliveAsync(NpgsqlDataSource source, CancellationToken cancellationToken) => (await AliveAsync(source, cancellationToken)).Count > 0;

    /// <summary>The builds of the worker processes that are alive on this database, one each.</summary>
    public static Task<List<string>> AliveAsync(NpgsqlDataSource source, CancellationToken cancellationToken) => AliveAsync(source, within: null, cancellationToken);

    /// <summary>The same of those that came no longer ago than <paramref name="within"/>.</summary>
    public static Task<List<string>> AliveAsync(NpgsqlDataSource source, TimeSpan? within, CancellationToken cancellationToken) => source.QueryAsync($"""
        SELECT CASE WHEN a.application_name LIKE '{ApplicationName} %' THEN substr(a.application_name, length('{ApplicationName}') + 2) ELSE '' END
          FROM pg_locks k LEFT JOIN pg_stat_activity a ON a.pid = k.pid
         WHERE k.locktype = 'advisory' AND k.classid = {ReconcileStore.WorkerLockClass} AND k.granted
           AND k.database = (SELECT oid FROM pg_database WHERE datname = current_database())
           AND ($1::interval IS NULL OR a.backend_start > clock_timestamp() - $1)
        """, r => r.IsDBNull(0) ? "" : r.GetString(0), cancellationToken, within);
}
