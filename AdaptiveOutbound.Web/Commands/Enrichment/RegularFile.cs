using System.Diagnostics;

namespace AdaptiveOutbound.Web.Commands.Enrichment;

/// <summary>Tells files from pipes, devices and sockets, which .NET does not.</summary>
internal static class RegularFile
{
    /// <summary>Whether the path, behind its links, is a regular file that exists.</summary>
    public static bool Is(string path)
    {
        try
        {
            var file = new FileInfo(path);
            if (((file.ResolveLinkTarget(returnFinalTarget: true) as FileInfo) ?? file) is { Exists: true, Length: > 0 }) return true;
            using var test = Process.Start(new ProcessStartInfo("test", ["-f", file.FullName]) { UseShellExecute = false });
            test?.WaitForExit();
            return test?.ExitCode == 0;
        }
        catch (IOException)
        {
            return false; // links in a circle
        }
    }
}
