using AdaptiveOutbound.Data.Workspaces;

namespace AdaptiveOutbound.Jobs.Workspaces;

/// <summary>Takes the steps of a removal until nothing is left; for commands, which have no worker. Harmless beside workers, and again.</summary>
internal sealed class FinishRemoval(RemovalStore store, TimeProvider clock)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    /// <summary>A removal of that name which was interrupted; null when there is none.</summary>
    public Task<Guid?> FindAsync(string slug, CancellationToken cancellationToken) => store.FindAsync(slug, cancellationToken);

    /// <summary>Removes all rows. Running chunks may take up to half a minute to end.</summary>
    /// <param name="progress">Told how many rows have gone.</param>
    public async Task ExecuteAsync(Guid id, Action<long> progress, CancellationToken cancellationToken)
    {
        var gone = 0L;
        while (!await store.HasEndedAsync(id, cancellationToken))
        {
            if (await store.StepAsync(id, cancellationToken) is { } rows)
                progress(gone += rows);
            else
                await Task.Delay(Pause, clock, cancellationToken);
        }
    }
}
