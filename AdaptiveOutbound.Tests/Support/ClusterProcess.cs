using System.Diagnostics;

namespace AdaptiveOutbound.Tests.Support;

/// <summary>A process of its own that holds a cluster until its input ends or it is killed.</summary>
internal sealed class ClusterProcess : IAsyncDisposable
{
    private readonly Process process;

    private ClusterProcess(Process process) => this.process = process;

    /// <summary>The port it was given; 0 when it got none.</summary>
    public int Port { get; private set; }

    /// <summary>Whether it started the server rather than joining one.</summary>
    public bool Started { get; private set; }

    /// <summary>Starts it; <see cref="ReadyAsync"/> waits until it has its server.</summary>
    public static ClusterProcess Start(string directory)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(TestProgram).Assembly.Location, "hold", directory])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        return new ClusterProcess(Process.Start(start)!);
    }

    /// <summary>Waits until it has its server.</summary>
    public async Task<ClusterProcess> ReadyAsync()
    {
        var words = (await process.StandardOutput.ReadLineAsync() ?? "0 failed").Split(' ');
        Port = int.Parse(words[0], provider: null);
        Started = words[1] == "started";
        return this;
    }

    /// <summary>Kills it as <c>kill -9</c> does.</summary>
    public async Task KillAsync()
    {
        process.Kill();
        await process.WaitForExitAsync();
    }

    /// <summary>Lets it leave the cluster.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited) process.StandardInput.Close();
        await process.WaitForExitAsync();
        process.Dispose();
    }
}
