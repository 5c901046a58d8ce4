namespace AdaptiveOutbound.Data.Operations.Embedded;

/// <summary>Starts a server again that died under its users, on the port that their connections name.</summary>
internal sealed class ClusterWatch : IAsyncDisposable
{
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(2), AfterFailure = TimeSpan.FromSeconds(15);

    private readonly CancellationTokenSource _stop = new();
    private readonly Task _watching;

    /// <param name="cluster">Which one; this process must be registered as one of its users.</param>
    /// <param name="clock">The clock for waiting.</param>
    /// <param name="progress">Told, in a sentence, what was done, or why it could not be.</param>
    public ClusterWatch(EmbeddedCluster cluster, TimeProvider clock, Action<string> progress) => _watching = WatchAsync(cluster, clock, progress, _stop.Token);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _watching;
        _stop.Dispose();
    }

    private static async Task WatchAsync(EmbeddedCluster cluster, TimeProvider clock, Action<string> progress, CancellationToken stop)
    {
        try
        {
            while (true)
            {
                await Task.Delay(await LookAsync(cluster, progress, stop) ? Look : AfterFailure, clock, stop);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The process leaves the cluster.
        }
    }

    private static async Task<bool> LookAsync(EmbeddedCluster cluster, Action<string> progress, CancellationToken stop)
    {
        try
        {
            if (await cluster.ReviveAsync(stop)) progress("The database had ended: it was started again.");
            return true;
        }
        catch (Exception e) when (e is DatabaseUnavailableException or IOException or UnauthorizedAccessException)
        {
            progress($"The database has ended and could not be started again; the next try is in {AfterFailure.TotalSeconds:0} s. {e.Message}");
            return false;
        }
    }
}
