using System.Diagnostics;
using AdaptiveOutbound.Data.Operations;

namespace AdaptiveOutbound.Tests.Support;

/// <summary>A mode of <see cref="TestProgram"/> as a process of its own, to kill it or to measure it. It ends when its input does.</summary>
internal sealed class ChildProcess : IAsyncDisposable
{
    private readonly Process _process;

    private ChildProcess(Process process) => _process = process;

    /// <summary>What it wrote when it was ready.</summary>
    public string Ready { get; private set; } = "";

    /// <summary>The most memory that it had resident, in MB.</summary>
    public double PeakMegabytes
    {
        get
        {
            _process.Refresh();
            return _process.PeakWorkingSet64 / 1048576d;
        }
    }

    /// <summary>A worker with enrichment against this double.</summary>
    public static Task<ChildProcess> WorkerAsync(DatabaseConnections connections, Uri baseUrl, int workers) =>
        StartAsync(connections, "worker", baseUrl.ToString(), $"{workers}");

    /// <summary>The same, which also fires schedules of the sandbox, with the usual spread.</summary>
    public static Task<ChildProcess> ScheduleWorkerAsync(DatabaseConnections connections, Uri baseUrl, int workers) =>
        StartAsync(connections, "schedules", baseUrl.ToString(), $"{workers}");

    /// <summary>A worker whose work of type <see cref="TimedWork.Name"/> takes this long an item.</summary>
    public static Task<ChildProcess> TimedWorkerAsync(DatabaseConnections connections, int workers, double millisecondsPerItem) =>
        StartAsync(connections, "timed", FormattableString.Invariant($"{millisecondsPerItem}"), $"{workers}");

    /// <summary>The double; <see cref="Ready"/> is its base URL.</summary>
    public static Task<ChildProcess> SandboxAsync(TimeSpan latency) => StartAsync(null, "sandbox", $"{latency.TotalMilliseconds:0}");

    private static async Task<ChildProcess> StartAsync(DatabaseConnections? connections, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(TestProgram).Assembly.Location, .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        if (connections is not null)
        {
            start.Environment[TestWorker.AppVariable] = connections.App;
            start.Environment[TestWorker.SystemVariable] = connections.System;
        }
        var child = new ChildProcess(Process.Start(start)!);
        child.Ready = await child._process.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException("The child process ended.");
        return child;
    }

    /// <summary>Kills it as <c>kill -9</c> does.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    /// <summary>Lets it end what it is at.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            _process.StandardInput.Close();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}
