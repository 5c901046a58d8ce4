using AdaptiveOutbound.Data.Operations;
using AdaptiveOutbound.Jobs.Monitoring;

namespace AdaptiveOutbound.Web.Monitoring;

/// <summary>The installation's figures, asked for at most once in two seconds however many ask. Safe for use by many threads.</summary>
internal sealed partial class FreshFigures(ReadFigures read, TimeProvider clock, ILogger<FreshFigures> logger) : IDisposable
{
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(2);

    /// <summary>A scrape waits no longer: the figures of the process are worth more than those of a database that does not answer.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(5);

    private readonly SemaphoreSlim _turn = new(1, 1);
    private long? _readAt;
    private InstallationFigures? _last;
    private volatile bool _isClosed;

    /// <summary>The figures; null when the database did not give them.</summary>
    public async Task<InstallationFigures?> ReadAsync(CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            if (_isClosed || (_readAt is { } at && clock.GetElapsedTime(at) < Fresh)) return _last;
            _last = await AskAsync(cancellationToken);
            _readAt = clock.GetTimestamp();
            return _last;
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Asks no more: what is told at the end of a process waits for nothing.</summary>
    public void Close() => _isClosed = true;

    private async Task<InstallationFigures?> AskAsync(CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(Longest, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        try
        {
            return await read.ExecuteAsync(either.Token);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested && (limit.IsCancellationRequested || DatabaseTrouble.Sentence(e) is not null))
        {
            Away(logger, e);
            return null;
        }
    }

    public void Dispose() => _turn.Dispose();

    [LoggerMessage(3111, LogLevel.Warning, "The database did not give the figures that monitors ask for")]
    private static partial void Away(ILogger logger, Exception e);
}
