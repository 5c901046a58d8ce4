using System.Diagnostics;
using AdaptiveOutbound.Web.Hosting;

namespace AdaptiveOutbound.Tests.Support;

/// <summary>The built program as people run it: a process of its own, with a data directory of a test's own.</summary>
/// <param name="dataDirectory">Where its database lies; null for commands that need none.</param>
internal sealed class OutboundProgram(string? dataDirectory = null)
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    /// <summary>More variables of its environment.</summary>
    public Dictionary<string, string> Environment { get; } = [];

    /// <summary>Runs a command to its end.</summary>
    public Task<ProgramEnd> RunAsync(params string[] arguments) => RunAsync(input: "", arguments);

    /// <summary>Runs a command with something on its standard input.</summary>
    public async Task<ProgramEnd> RunAsync(string input, string[] arguments)
    {
        using var running = Start(arguments);
        await running.StandardInput.WriteAsync(input);
        return await EndAsync(running);
    }

    /// <summary>Runs a command and interrupts it, as Ctrl+C does, after standard error says <paramref name="word"/>.</summary>
    public async Task<ProgramEnd> InterruptAsync(string word, params string[] arguments)
    {
        using var running = Start(arguments);
        var (error, said) = (new StringWriter(), new TaskCompletionSource());
        running.ErrorDataReceived += (_, e) =>
        {
            error.WriteLine(e.Data);
            if (e.Data?.Contains(word, StringComparison.Ordinal) == true) said.TrySetResult();
        };
        running.BeginErrorReadLine();
        await Task.WhenAny(said.Task, running.WaitForExitAsync()).WaitAsync(Limit);
        using (var kill = Process.Start("kill", [IgnoresInterrupts() ? "-TERM" : "-INT", $"{running.Id}"])) await kill.WaitForExitAsync();
        running.StandardInput.Close();
        var output = running.StandardOutput.ReadToEndAsync();
        await running.WaitForExitAsync().WaitAsync(Limit);
        return new ProgramEnd(running.ExitCode, await output, error.ToString());
    }

    // A shell that starts the tests in the background has them ignore Ctrl+C, and with them what they start: it then gets the signal that the
    // command takes for the same.
    private static bool IgnoresInterrupts()
    {
        const string Ignored = "SigIgn:", Status = "/proc/self/status";
        return File.Exists(Status) && File.ReadLines(Status).FirstOrDefault(line => line.StartsWith(Ignored, StringComparison.Ordinal)) is { } mask
            && (ulong.Parse(mask[Ignored.Length..].Trim(), System.Globalization.NumberStyles.HexNumber, System.Globalization.CultureInfo.InvariantCulture) & 0b10) != 0;
    }

    private static async Task<ProgramEnd> EndAsync(Process running)
    {
        running.StandardInput.Close();
        var (output, error) = (running.StandardOutput.ReadToEndAsync(), running.StandardError.ReadToEndAsync());
        try
        {
            await running.WaitForExitAsync().WaitAsync(Limit);
        }
        catch (TimeoutException)
        {
            running.Kill();
            throw new TimeoutException($"The command did not end. It said: {await error}{await output}");
        }

        return new ProgramEnd(running.ExitCode, await output, await error);
    }

    /// <summary>Starts a command that the caller ends.</summary>
    public Process Start(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(OutboundHost).Assembly.Location, .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        start.Environment["ASPNETCORE_ENVIRONMENT"] = "Development";
        if (dataDirectory is not null) start.Environment["Data__Directory"] = dataDirectory;
        foreach (var (name, value) in Environment) start.Environment[name] = value;
        return Process.Start(start)!;
    }
}

/// <summary>How a command ended.</summary>
internal sealed record ProgramEnd(int ExitCode, string Out, string Error);
