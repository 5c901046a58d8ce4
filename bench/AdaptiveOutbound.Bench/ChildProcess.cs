using System.Diagnostics;

namespace AdaptiveOutbound.Bench;

/// <summary>Runs programs whose standard output is their result; what they say otherwise is shown.</summary>
internal static class ChildProcess
{
    /// <summary>This very program, or another assembly of ours, with other words.</summary>
    public static ProcessStartInfo Ours(string assembly, params string[] arguments) =>
        new("dotnet", [Path.Combine(AppContext.BaseDirectory, assembly), .. arguments]);

    public static Process Start(ProcessStartInfo start)
    {
        start.RedirectStandardOutput = true;
        start.RedirectStandardInput = true;
        return Process.Start(start) ?? throw new InvalidOperationException($"{start.FileName} did not start.");
    }

    /// <summary>The last line of its output.</summary>
    public static async Task<string> ReadAsync(ProcessStartInfo start, CancellationToken cancellationToken)
    {
        using var process = Start(start);
        try
        {
            var output = await process.StandardOutput.ReadToEndAsync(cancellationToken);
            await process.WaitForExitAsync(cancellationToken);
            return process.ExitCode == 0
                ? output.TrimEnd().Split('\n')[^1]
                : throw new InvalidOperationException($"{start.FileName} ended with {process.ExitCode}.");
        }
        finally
        {
            if (!process.HasExited) process.Kill(entireProcessTree: true);
        }
    }
}
