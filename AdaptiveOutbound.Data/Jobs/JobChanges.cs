using Npgsql;

namespace AdaptiveOutbound.Data.Jobs;

/// <summary>
/// Hears which jobs have changed, on one connection of its own. The database names them when the change commits, whoever made it;
/// what is heard is ids only.
/// </summary>
internal sealed class JobChanges(string appConnectionString, TimeProvider clock)
{
    /// <summary>Channel on which changed jobs are named: "workspace:job", or "workspace:" when many changed at once.</summary>
    public const string Channel = "outbound_jobs";

    private static readonly TimeSpan ReconnectDelay = TimeSpan.FromSeconds(1);

    /// <summary>Listens until cancelled; a broken connection is made again.</summary>
    /// <param name="listening">Called each time that listening begins: what changed before was not heard.</param>
    /// <param name="changed">Called with workspace and job; no job means that any of the workspace may have changed.</param>
    /// <param name="lost">Called when the connection broke.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task RunAsync(Action listening, Action<Guid, Guid?> changed, Action<Exception> lost, CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                await ListenAsync(listening, changed, cancellationToken);
            }
            catch (Exception e) when (!cancellationToken.IsCancellationRequested)
            {
                lost(e);
                await Task.Delay(ReconnectDelay, clock, cancellationToken);
            }
        }
    }

    private async Task ListenAsync(Action listening, Action<Guid, Guid?> changed, CancellationToken cancellationToken)
    {
        var settings = new NpgsqlConnectionStringBuilder(appConnectionString) { Pooling = false, KeepAlive = 10, Enlist = false, ApplicationName = "outbound-events" };
        await using var connection = new NpgsqlConnection(settings.ConnectionString);
        await connection.OpenAsync(cancellationToken);
        connection.Notification += (_, e) => Read(e.Payload, changed);
        await connection.ExecuteAsync($"LISTEN {Channel}", cancellationToken);
        listening();
        while (true)
            await connection.WaitAsync(cancellationToken);
    }

    private static void Read(string payload, Action<Guid, Guid?> changed)
    {
        var colon = payload.IndexOf(':', StringComparison.Ordinal);
        if (colon < 0 || !Guid.TryParse(payload.AsSpan(0, colon), out var workspace)) return;
        changed(workspace, Guid.TryParse(payload.AsSpan(colon + 1), out var job) ? job : null);
    }
}
