using System.Runtime.InteropServices;

namespace AdaptiveOutbound.Web.Commands;

/// <summary>Ctrl+C and SIGTERM: the first asks the command to stop, the second ends the process at once.</summary>
internal sealed class Interrupt : IDisposable
{
    /// <summary>A signal that comes again within this time is the same one: supervisors signal the process and then its group.</summary>
    private static readonly TimeSpan Same = TimeSpan.FromMilliseconds(500);

    private readonly CancellationTokenSource _source = new();
    private long _first;
    private readonly PosixSignalRegistration[] _signals;

    public Interrupt() => _signals =
    [
        PosixSignalRegistration.Create(PosixSignal.SIGINT, Handle),
        PosixSignalRegistration.Create(PosixSignal.SIGTERM, Handle),
    ];

    /// <summary>Fires at the first signal.</summary>
    public CancellationToken Token => _source.Token;

    public void Dispose()
    {
        foreach (var signal in _signals) signal.Dispose();
        _source.Dispose();
    }

    private void Handle(PosixSignalContext context)
    {
        context.Cancel = true;
        if (Interlocked.CompareExchange(ref _first, Math.Max(1, TimeProvider.System.GetTimestamp()), 0) is > 0 and var first)
        {
            if (TimeProvider.System.GetElapsedTime(first) > Same) Environment.Exit(ExitCodes.Interrupted);
            return;
        }

        _ = _source.CancelAsync();
    }
}
