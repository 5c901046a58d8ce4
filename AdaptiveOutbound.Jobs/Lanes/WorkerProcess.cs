using AdaptiveOutbound.Data.Lanes;
using AdaptiveOutbound.Jobs.Operations;
using Hangfire;
using Microsoft.Extensions.Logging;

namespace AdaptiveOutbound.Jobs.Lanes;

/// <summary>Everything that makes a process a worker: presence, dispatcher, reconciler, the nightly cleaning up and a Hangfire server.</summary>
internal sealed partial class WorkerProcess(WorkerPresence presence, Dispatcher dispatcher, Reconciler reconciler, CleanupLoop cleanup, ChunkJob job, JobStorage storage, WorkerOptions options, ILogger<WorkerProcess> logger) : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new(); // has no timer and no handle: nothing to dispose
    private readonly TaskCompletionSource _present = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task _loops = Task.CompletedTask;
    private BackgroundJobServer? _server;

    /// <summary>Returns when the process is present and takes work.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        _loops = Task.WhenAll(
            presence.RunAsync(() => _present.TrySetResult(), dispatcher.Mark, e => Lost(logger, e), _stop.Token),
            Task.Run(() => dispatcher.RunAsync(_stop.Token), CancellationToken.None),
            Task.Run(() => reconciler.RunAsync(_stop.Token), CancellationToken.None),
            Task.Run(() => cleanup.RunAsync(_stop.Token), CancellationToken.None));
        await _present.Task.WaitAsync(cancellationToken);
        _server = HangfireSetup.Server(storage, options, job, cleanup.Job);
    }

    /// <summary>Lets running batches end and be written, then leaves.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _server, null) is { } server)
        {
            server.SendStop();
            await server.WaitForShutdownAsync(CancellationToken.None);
            server.Dispose();
        }
        if (_stop.IsCancellationRequested)
            return;
        await _stop.CancelAsync();
        await _loops.ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
    }

    [LoggerMessage(2001, LogLevel.Warning, "The worker's connection to the database broke; it is made again")]
    private static partial void Lost(ILogger logger, Exception e);
}
