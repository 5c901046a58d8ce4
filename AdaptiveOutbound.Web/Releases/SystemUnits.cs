using System.Diagnostics;
using AdaptiveOutbound.Web.Commands;

namespace AdaptiveOutbound.Web.Releases;

/// <summary>Starts and stops the units that run the product.</summary>
internal static class SystemUnits
{
    /// <summary>What a shell answers for a program that is not there.</summary>
    private const int NotFound = 127;

    /// <summary>Longer than the 40 s that a unit has for stopping.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    /// <summary>Stops them, and starts them from where <c>current</c> leads. Comes back when systemd has done so.</summary>
    public static Task RestartAsync(IReadOnlyList<string> units) => RunAsync("restart", units);

    public static Task StopAsync(IReadOnlyList<string> units) => RunAsync("stop", units);

    private static async Task RunAsync(string verb, IReadOnlyList<string> units)
    {
        if (units.Count == 0) return;
        // What it says goes to a file: whatever is started may hold a pipe open for as long as it runs.
        var said = Path.GetTempFileName();
        try
        {
            var start = new ProcessStartInfo("/bin/sh", ["-c", "exec systemctl \"$@\" > \"$0\" 2>&1", said, verb, .. units]);
            // The owner's login is this command's alone, whatever stands in systemd's place.
            start.Environment.Remove("ConnectionStrings__OutboundOwner");
            using var process = Process.Start(start)!;
            await process.WaitForExitAsync().WaitAsync(Limit);
            if (process.ExitCode != 0) throw new CommandFailure(Sentence(verb, units, process.ExitCode, (await File.ReadAllTextAsync(said)).Trim()));
        }
        catch (TimeoutException)
        {
            throw new CommandFailure($"systemctl {verb} {string.Join(' ', units)} did not end within {Limit.TotalMinutes} minutes: see systemctl status {units[0]}.");
        }
        finally
        {
            File.Delete(said);
        }
    }

    private static string Sentence(string verb, IReadOnlyList<string> units, int exitCode, string said) => exitCode == NotFound
        ? $"There is no systemctl here to {verb} {string.Join(' ', units)}: name no units (Release__Units='') and {verb} the processes yourself, or install on a host with systemd."
        : $"systemctl {verb} {string.Join(' ', units)} ended with {exitCode}{(said.Length > 0 ? $": {said}" : "")}. See journalctl -u {units[0]}.";
}
