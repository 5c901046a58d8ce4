using System.Diagnostics;

namespace AdaptiveOutbound.Tests.Support;

/// <summary>A worker in a process of its own, to be killed or stopped in the middle of its work.</summary>
internal sealed class WorkerUnderTest : IAsyncDisposable
{
    private readonly Process _process;

    private WorkerUnderTest(Process process) => _process = process;

    /// <summary>Starts one and waits until it takes work.</summary>
    public static async Task<WorkerUnderTest> StartAsync(TestDatabase database)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(TestProgram).Assembly.Location, "work", database.Connections.App, database.Connections.System])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        var worker = new WorkerUnderTest(Process.Start(start)!);
        if (await worker._process.StandardOutput.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(30)) != "ready")
            throw new InvalidOperationException("The worker did not start.");
        return worker;
    }

    /// <summary>Kills it as <c>kill -9</c> does.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    /// <summary>Sends a signal such as <c>STOP</c> or <c>CONT</c>.</summary>
    public async Task SignalAsync(string name)
    {
        using var kill = Process.Start("kill", ["-" + name, _process.Id.ToString(provider: null)]);
        await kill.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.StandardInput.Close();
            try
            {
                await _process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(20));
            }
            catch (TimeoutException)
            {
                await KillAsync();
            }
        }
        _process.Dispose();
    }
}
