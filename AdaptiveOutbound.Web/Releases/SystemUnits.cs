using System.Diagnostics;
using AdaptiveOutbound.Web.Commands;

namespace AdaptiveOutbound.Web.Releases;

/// <summary>Starts and stops the units that run the product.</summary>
internal static class SystemUnits
{
    /// <summary>What a shell answers for a program that is not there.</summary>
    private const int NotFound = 127;

    /// <summary>What <c>timeout</c> answers for a program that takes too long.</summary>
    private const int TimedOut = 124;

    // What it says goes to a file: whatever is started may hold a pipe open for as long as it runs. Signals are for us, who then put things
    // right: Ctrl+C at a terminal reaches all that we started, and systemctl would leave its work half done.
    private const string Script = "trap '' INT TERM HUP; exec systemctl \"$@\" > \"$0\" 2>&1";

    /// <summary>Longer than the 40 s that a unit has for stopping.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    /// <summary>Looks whether there is a systemctl which knows the units.</summary>
    /// <exception cref="CommandFailure">There is none, or it does not know one of them.</exception>
    public static async Task CheckAsync(IReadOnlyList<string> units)
    {
        foreach (var unit in units)
        {
            var (exitCode, said) = await AskAsync("cat", [unit]);
            if (exitCode == NotFound) throw new CommandFailure($"There is no systemctl here to restart {string.Join(' ', units)}: name no units (Release__Units='') and restart the processes yourself, or install on a host with systemd. Nothing was done.");
            if (exitCode != 0) throw new CommandFailure($"systemctl does not know the unit {unit} ({said.Split('\n')[0]}): correct Release__Units, or install the unit's file and run systemctl daemon-reload. Nothing was done.");
        }
    }

    /// <summary>Stops them, and starts them from where <c>current</c> leads. Comes back when systemd has done so.</summary>
    /// <returns>Null when it has; else what is the matter.</returns>
    public static Task<string?> RestartAsync(IReadOnlyList<string> units) => RunAsync("restart", units);

    /// <returns>Null when they are stopped; else what is the matter.</returns>
    public static Task<string?> StopAsync(IReadOnlyList<string> units) => RunAsync("stop", units);

    /// <summary>Null when all run; else which does not.</summary>
    public static async Task<string?> TroubleAsync(IReadOnlyList<string> units)
    {
        if (units.Count == 0) return null;
        // Its exit code is that of the best one: a line each says more.
        var states = (await AskAsync("is-active", units)).Said.Split('\n');
        return states.Length != units.Count ? $"systemctl is-active said {string.Join(", ", states)}"
            : units.Zip(states).Where(u => u.Second != "active").Select(u => $"the unit {u.First} is {u.Second}").FirstOrDefault();
    }

    private static async Task<string?> RunAsync(string verb, IReadOnlyList<string> units)
    {
        if (units.Count == 0) return null;
        var (exitCode, said) = await AskAsync(verb, units);
        return exitCode == 0 ? null : $"systemctl {verb} {string.Join(' ', units)} ended with {exitCode}{(said.Length > 0 ? $": {said}" : "")}";
    }

    private static async Task<(int ExitCode, string Said)> AskAsync(string verb, IReadOnlyList<string> units)
    {
        var said = Path.GetTempFileName();
        try
        {
            var start = new ProcessStartInfo("/bin/sh", ["-c", Script, said, verb, .. units]);
            // The owner's login is this command's alone, whatever stands in systemd's place.
            start.Environment.Remove("ConnectionStrings__OutboundOwner");
            using var process = Process.Start(start)!;
            await process.WaitForExitAsync().WaitAsync(Limit);
            return (process.ExitCode, (await File.ReadAllTextAsync(said)).Trim());
        }
        catch (TimeoutException)
        {
            return (TimedOut, $"it did not end within {Limit.TotalMinutes} minutes");
        }
        finally
        {
            File.Delete(said);
        }
    }
}
