using AdaptiveOutbound.Data.Lanes;

namespace AdaptiveOutbound.Jobs.Lanes;

/// <summary>Limits, lanes and workers at one moment, for operators.</summary>
internal sealed record LanesView(EngineFigures Engine, IReadOnlyList<LimitFigures> Limits, IReadOnlyList<LaneFigures> Lanes);

/// <summary>What waits where, and why: of all workspaces, without a word of what the work is about.</summary>
internal sealed class ReadLanes(LaneBoard board)
{
    public async Task<LanesView> ExecuteAsync(CancellationToken cancellationToken) =>
        new(await board.EngineAsync(cancellationToken), await board.LimitsAsync(cancellationToken), await board.LanesAsync(cancellationToken));
}
