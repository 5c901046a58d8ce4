using System.ComponentModel;
using System.Diagnostics;

namespace AdaptiveOutbound.Data.Operations.Embedded;

/// <summary>Runs programs to their end, as this account or another one, within a limit of time.</summary>
internal sealed class ProgramRunner(TimeProvider clock)
{
    private const int NoSuchFile = 2;

    /// <summary>Runs <paramref name="file"/>. A program that is missing or too slow is a result too; nothing but cancellation is thrown.</summary>
    /// <param name="file">The program: a path, or a name to look for in PATH.</param>
    /// <param name="arguments">Its arguments, not interpreted by a shell.</param>
    /// <param name="account">The Unix account to run as, or null for our own.</param>
    /// <param name="limit">After this long it is killed with its children.</param>
    /// <param name="cancellationToken">Kills it as well.</param>
    public async Task<ProgramResult> RunAsync(
        string file, IEnumerable<string> arguments, string? account, TimeSpan limit, CancellationToken cancellationToken)
    {
        using var process = new Process { StartInfo = Prepare(file, arguments, account) };
        try
        {
            process.Start();
        }
        catch (Win32Exception e)
        {
            return new ProgramResult(-1, "", e.NativeErrorCode == NoSuchFile ? $"{file} is not installed." : e.Message);
        }

        process.StandardInput.Close();
        using var timer = new CancellationTokenSource(limit, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, cancellationToken);
        var output = process.StandardOutput.ReadToEndAsync(either.Token);
        var error = process.StandardError.ReadToEndAsync(either.Token);
        try
        {
            await process.WaitForExitAsync(either.Token);
            return new ProgramResult(process.ExitCode, (await output).Trim(), (await error).Trim());
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            cancellationToken.ThrowIfCancellationRequested();
            return new ProgramResult(-1, "", $"{Path.GetFileName(file)} did not end within {limit.TotalSeconds:0} s.");
        }
    }

    private static ProcessStartInfo Prepare(string file, IEnumerable<string> arguments, string? account)
    {
        var start = new ProcessStartInfo(file, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            WorkingDirectory = Path.GetPathRoot(Path.GetTempPath())!,
        };
        if (account is not null) start.UserName = account;
        start.Environment["LC_ALL"] = "C";
        foreach (var name in start.Environment.Keys.Where(n => n.StartsWith("PG", StringComparison.Ordinal)).ToList())
            start.Environment.Remove(name);
        return start;
    }
}
