using AdaptiveOutbound.Data.Lanes;
using AdaptiveOutbound.Data.Operations;
using AdaptiveOutbound.Web.Commands;

namespace AdaptiveOutbound.Web.Releases;

/// <summary>The processes of the release that <c>current</c> leads to, by their units.</summary>
internal sealed class RunningRelease(CommandRun run, OutboundDatabase database, ReleaseOptions options)
{
    // By their names: what a unit runs is not said anywhere else.
    private readonly int _workers = options.Units.Count(unit => unit.Contains("worker", StringComparison.Ordinal));
    private long _restarted;

    /// <summary>The first unit, whose journal tells most.</summary>
    public string Journal => $"journalctl -u {options.Units.FirstOrDefault("outbound-web")}";

    /// <summary>Whether this version says now that it is ready.</summary>
    public async Task<bool> IsReadyAsync(string version) => await AskWebAsync(version, run.Interrupted) is null;

    /// <summary>Starts it; an interruption counts as trouble, so that the caller can go back.</summary>
    /// <returns>Null when it serves; else what is the matter.</returns>
    public async Task<string?> StartAsync(string version)
    {
        // Nothing is restarted then, so what answers is what ran before: a person restarts it.
        if (options.Units.Count == 0) return null;
        try
        {
            run.Interrupted.ThrowIfCancellationRequested();
            return await RestartAsync() ?? await WaitAsync(version, run.Interrupted);
        }
        catch (OperationCanceledException)
        {
            return "interrupted";
        }
    }

    /// <summary>Starts it again after something failed, also when the command was interrupted.</summary>
    /// <returns>Null when it serves; else what is the matter.</returns>
    public async Task<string?> StartAgainAsync(string version)
    {
        if (options.Units.Count == 0) return null;
        if (await RestartAsync() is not { } trouble) return await WaitAsync(version, CancellationToken.None);
        // What could not be restarted may never have been stopped.
        return await AskWebAsync(version, CancellationToken.None) is null ? null : trouble;
    }

    /// <summary>Stops its units. An interruption is heeded before and after, never between: what systemctl began goes on without us.</summary>
    /// <returns>Null when they are stopped; else what is the matter.</returns>
    public Task<string?> StopAsync() => SystemUnits.StopAsync(options.Units);

    private Task<string?> RestartAsync()
    {
        _restarted = run.Clock.GetTimestamp();
        return SystemUnits.RestartAsync(options.Units);
    }

    private Task<string?> WaitAsync(string version, CancellationToken cancellationToken)
    {
        return ReadyWait.UntilAsync(AskAsync, TimeSpan.FromSeconds(options.ReadySeconds), run.Clock, cancellationToken);

        async Task<string?> AskAsync() => await AskWebAsync(version, cancellationToken) ?? await SystemUnits.TroubleAsync(options.Units)
            ?? await AskWorkersAsync(version, cancellationToken);
    }

    private async Task<string?> AskWebAsync(string version, CancellationToken cancellationToken)
    {
        using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(5) };
        return await ReadyWait.AskAsync(http, options.ReadyUrl, version, mayBeSilent: !IsOurs(version), cancellationToken);
    }

    // Those of other hosts, and those of before the restart, have been alive for longer. What other builds call themselves is not known here.
    private async Task<string?> AskWorkersAsync(string version, CancellationToken cancellationToken)
    {
        if (_workers == 0) return null;
        try
        {
            var alive = (await WorkerPresence.AliveAsync(database.System, run.Clock.GetElapsedTime(_restarted), cancellationToken)).Count(build => !IsOurs(version) || build == WorkerPresence.Build);
            return alive >= _workers ? null : $"of {_workers} worker(s) that were started {alive} live(s)";
        }
        catch (Exception e) when (DatabaseTrouble.Sentence(e) is { } sentence)
        {
            return sentence;
        }
    }

    private static bool IsOurs(string version) => version == ReleaseFolder.VersionOfThisProgram;
}
