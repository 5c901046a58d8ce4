using AdaptiveOutbound.Web.Commands;

namespace AdaptiveOutbound.Web.Releases;

/// <summary>The processes of the release that <c>current</c> leads to, by their units.</summary>
internal sealed class RunningRelease(CommandRun run, ReleaseOptions options)
{
    /// <summary>The first unit, whose journal tells most.</summary>
    public string Journal => $"journalctl -u {options.Units.FirstOrDefault("outbound-web")}";

    public Uri ReadyUrl => options.ReadyUrl;

    /// <summary>Whether it says now that it is ready.</summary>
    public async Task<bool> IsReadyAsync() => await ReadyWait.ForAsync(options.ReadyUrl, TimeSpan.Zero, run.Clock, run.Interrupted) is null;

    /// <summary>Starts it; an interruption counts as trouble, so that the caller can go back.</summary>
    /// <returns>Null when it is ready; else what is the matter.</returns>
    public async Task<string?> StartAsync()
    {
        try
        {
            return await StartAsync(run.Interrupted);
        }
        catch (OperationCanceledException)
        {
            return "interrupted";
        }
    }

    /// <summary>Starts it again after something failed, also when the command was interrupted.</summary>
    /// <returns>Null when it is ready; else what is the matter.</returns>
    public Task<string?> StartAgainAsync() => StartAsync(CancellationToken.None);

    /// <summary>Stops its units. An interruption is heeded before and after, never between: what systemctl began goes on without us.</summary>
    public Task StopAsync() => SystemUnits.StopAsync(options.Units);

    private async Task<string?> StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            cancellationToken.ThrowIfCancellationRequested();
            await SystemUnits.RestartAsync(options.Units);
        }
        catch (CommandFailure e)
        {
            return e.Message;
        }

        return await ReadyWait.ForAsync(options.ReadyUrl, TimeSpan.FromSeconds(options.ReadySeconds), run.Clock, cancellationToken);
    }
}
