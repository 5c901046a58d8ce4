using System.ComponentModel;
using System.Diagnostics;
using AdaptiveOutbound.Web.Commands;

namespace AdaptiveOutbound.Web.Releases;

/// <summary>Starts and stops the units that run the product.</summary>
internal static class SystemUnits
{
    /// <summary>Longer than the 40 s that a unit has for stopping.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    /// <summary>Stops them, and starts them from where <c>current</c> leads. Comes back when systemd has done so.</summary>
    public static Task RestartAsync(IReadOnlyList<string> units, CancellationToken cancellationToken) => RunAsync("restart", units, cancellationToken);

    public static Task StopAsync(IReadOnlyList<string> units, CancellationToken cancellationToken) => RunAsync("stop", units, cancellationToken);

    private static async Task RunAsync(string verb, IReadOnlyList<string> units, CancellationToken cancellationToken)
    {
        if (units.Count == 0) return;
        var start = new ProcessStartInfo("systemctl", [verb, .. units]) { RedirectStandardOutput = true, RedirectStandardError = true };
        // What systemd starts has its settings from its own files; it must not see the owner's.
        foreach (var name in start.Environment.Keys.Where(n => n.StartsWith("ConnectionStrings__", StringComparison.OrdinalIgnoreCase)).ToList()) start.Environment.Remove(name);
        try
        {
            using var process = Process.Start(start)!;
            var (output, error) = (process.StandardOutput.ReadToEndAsync(cancellationToken), process.StandardError.ReadToEndAsync(cancellationToken));
            await process.WaitForExitAsync(cancellationToken).WaitAsync(Limit, cancellationToken);
            var said = $"{await output}{await error}".Trim();
            if (process.ExitCode != 0) throw new CommandFailure($"systemctl {verb} {string.Join(' ', units)} ended with {process.ExitCode}{(said.Length > 0 ? $": {said}" : "")}. See journalctl -u {units[0]}.");
        }
        catch (Win32Exception)
        {
            throw new CommandFailure($"There is no systemctl here to {verb} {string.Join(' ', units)}: name no units (Release__Units='') and {verb} the processes yourself, or install on a host with systemd.");
        }
    }
}
