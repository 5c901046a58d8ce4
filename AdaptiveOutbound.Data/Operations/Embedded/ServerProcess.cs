using System.Diagnostics;
using System.Globalization;

namespace AdaptiveOutbound.Data.Operations.Embedded;

/// <summary>The server that a data folder says is running.</summary>
/// <param name="Id">Its process.</param>
/// <param name="Port">Its port on 127.0.0.1, or null while it has not written it yet.</param>
internal sealed record ServerProcess(int Id, int? Port)
{
    /// <summary>Whether there is a process of that number, even if it only waits to be asked how it ended; after a restart of the machine it may be somebody else's.</summary>
    public bool Lives => ProcessName() is not null;

    /// <summary>Whether that process is the server of this data folder.</summary>
    public bool Serves(string data)
    {
        if (HasEnded() || ProcessName()?.StartsWith("postgres", StringComparison.Ordinal) != true) return false;

        try
        {
            // A server's working directory is its data folder: another cluster's server may have got the number of a dead one of ours.
            var own = $"/proc/{Id}/cwd/postmaster.pid";
            return !File.Exists(own) || File.ReadAllText(own) == File.ReadAllText(FileIn(data));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return true;
        }
    }

    /// <summary>The file in which a server says that it runs.</summary>
    public static string FileIn(string data) => Path.Combine(data, "postmaster.pid");

    /// <summary>Reads it: process, data folder, start, port, …; null when there is none.</summary>
    public static ServerProcess? Read(string data)
    {
        try
        {
            var lines = File.ReadAllLines(FileIn(data));
            if (lines.Length == 0 || !int.TryParse(lines[0], NumberStyles.None, CultureInfo.InvariantCulture, out var id)) return null;

            var port = lines.Length > 3 && int.TryParse(lines[3], NumberStyles.None, CultureInfo.InvariantCulture, out var p) ? p : (int?)null;
            return new ServerProcess(id, port);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    // One that has ended and that nobody has asked about yet keeps number and name.
    private bool HasEnded()
    {
        try
        {
            var stat = $"/proc/{Id}/stat";
            return File.Exists(stat) && File.ReadAllText(stat) is var text && text[(text.LastIndexOf(')') + 1)..].TrimStart().FirstOrDefault() is 'Z' or 'X';
        }
        catch (IOException)
        {
            return true; // it went while it was looked at
        }
    }

    private string? ProcessName()
    {
        try
        {
            using var process = Process.GetProcessById(Id);
            return process.ProcessName;
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException)
        {
            return null;
        }
    }
}
