using AdaptiveOutbound.Data.Lanes;
using AdaptiveOutbound.Jobs.Monitoring;
using AdaptiveOutbound.Jobs.Operations;
using Hangfire;
using Microsoft.Extensions.Logging;

namespace AdaptiveOutbound.Jobs.Lanes;

/// <summary>Everything that makes a process a worker: presence, dispatcher, reconciler and other loops, and a Hangfire server.</summary>
internal sealed partial class WorkerProcess(WorkerPresence presence, Dispatcher dispatcher, IEnumerable<IWorkerLoop> loops, IEnumerable<IHangfireEntry> entries, JobStorage storage, LoopBeats beats, Telemetry telemetry, WorkerOptions options, ILogger<WorkerProcess> logger) : IAsyncDisposable
{
    /// <summary>A loop looks at least once a second; one that did not for so long hangs, or does nothing but fail.</summary>
    private static readonly TimeSpan Stuck = TimeSpan.FromSeconds(30);

    private readonly CancellationTokenSource _stop = new(); // has no timer and no handle: nothing to dispose
    private readonly TaskCompletionSource<bool> _present = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task[] _loops = [];
    private volatile bool _isPresent;
    private BackgroundJobServer? _server;

    /// <summary>Returns when the process is present and takes work.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        beats.Beat(LoopBeats.Dispatcher);
        beats.Beat(LoopBeats.Reconciler);
        _loops = [
            presence.RunAsync(() => _present.TrySetResult(_isPresent = true), dispatcher.Mark, OnLost, _stop.Token),
            Task.Run(() => dispatcher.RunAsync(_stop.Token), CancellationToken.None),
            .. loops.Select(loop => Task.Run(() => loop.RunAsync(_stop.Token), CancellationToken.None))];
        await _present.Task.WaitAsync(cancellationToken);
        _server = HangfireSetup.Server(storage, entries, options);
    }

    /// <summary>Why this process takes no work although it was started, in a few words; null when it does, or was not started.</summary>
    public string? Trouble()
    {
        if (_loops.Length == 0) return null;
        if (_stop.IsCancellationRequested || _server is null) return "worker stopping or starting";
        if (!_isPresent) return "worker without its connection";
        if (_loops.Any(loop => loop.IsCompleted)) return "worker loop ended";
        return beats.Ages().FirstOrDefault(beat => beat.Age > Stuck) is { Loop: { } loop } ? $"worker {loop} stuck" : null;
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
        await Task.WhenAll(_loops).ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
    }

    private void OnLost(Exception e)
    {
        _isPresent = false;
        telemetry.Repairs.Count(RepairKinds.Reconnect);
        Lost(logger, e);
    }

    [LoggerMessage(2001, LogLevel.Warning, "The worker's connection to the database broke; it is made again")]
    private static partial void Lost(ILogger logger, Exception e);
}
