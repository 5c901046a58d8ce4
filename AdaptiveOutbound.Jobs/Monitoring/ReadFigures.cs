using AdaptiveOutbound.Data.Lanes;
using AdaptiveOutbound.Data.Monitoring;

namespace AdaptiveOutbound.Jobs.Monitoring;

/// <summary>The whole installation at one moment, as its database has it.</summary>
internal sealed record InstallationFigures(EngineFigures Engine, IReadOnlyList<LimitFigures> Limits, IReadOnlyList<QueueFigures> Queues,
    (long Used, long Most) Connections, IReadOnlyList<MaintenanceFigures> Maintenance, DateTimeOffset? BackupAt);

/// <summary>Asks the database for what is the same in all processes.</summary>
internal sealed class ReadFigures(LaneBoard board, InstallationRows rows)
{
    public async Task<InstallationFigures> ExecuteAsync(CancellationToken cancellationToken) =>
        new(await board.EngineAsync(cancellationToken), await board.LimitsAsync(cancellationToken), await rows.QueuesAsync(cancellationToken),
            await rows.ConnectionsAsync(cancellationToken), await rows.MaintenanceAsync(cancellationToken), await rows.BackupAsync(cancellationToken));
}
