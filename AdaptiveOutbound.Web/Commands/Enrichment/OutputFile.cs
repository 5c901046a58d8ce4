namespace AdaptiveOutbound.Web.Commands.Enrichment;

/// <summary>The two files that a run leaves: the enriched one, and the rejected records where there are any.</summary>
/// <param name="Path">The enriched file.</param>
internal sealed record OutputFile(string Path)
{
    /// <summary>Beside the enriched file: <c>OUT.errors.csv</c>.</summary>
    public string ErrorsPath => WithoutEnding(Path) + ".errors.csv";

    /// <summary>The output of an input: as asked, or <c>FILE.enriched.csv</c> beside it.</summary>
    public static OutputFile Of(string input, string? asked)
    {
        var output = new OutputFile(asked ?? WithoutEnding(input) + ".enriched.csv");
        var same = Real(input);
        if (Real(output.Path) == same || Real(output.ErrorsPath) == same)
            throw CommandFailure.Usage($"The output {output.Path} would overwrite the input: name another file with --output.");
        return output;
    }

    /// <summary>Refuses, before any work, a place that cannot be written.</summary>
    public void Check()
    {
        foreach (var path in new[] { Path, ErrorsPath })
        {
            if (Directory.Exists(path)) throw new CommandFailure($"{path} is a directory: name a file with --output.");
            if (System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(path)) is { } folder && !Directory.Exists(folder))
                throw new CommandFailure($"{path} cannot be written: there is no folder {folder}. Make it, or name another place with --output.");
            // The finished file takes the place of what is there: that must be no device or pipe.
            if (File.Exists(path) && !RegularFile.Is(path)) throw new CommandFailure($"{path} is no regular file and would be replaced: name another one with --output.");
        }

        try
        {
            var probe = Temporary(Path);
            new FileStream(probe, FileMode.CreateNew).Dispose();
            File.Delete(probe);
        }
        catch (Exception e) when (e is UnauthorizedAccessException or IOException)
        {
            throw new CommandFailure($"{Path} cannot be written: {e.Message} Name another place with --output.");
        }
    }

    /// <summary>Writes a file whole or not at all: under a temporary name beside it, renamed when it is complete.</summary>
    public static async Task WriteAsync(string path, Func<Stream, Task> write)
    {
        var temporary = Temporary(path);
        try
        {
            await using (var file = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1 << 16, useAsync: true))
            {
                await write(file);
                file.Flush(flushToDisk: true);
            }

            File.Move(temporary, path, overwrite: true);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }

    private static string Temporary(string path)
    {
        var full = System.IO.Path.GetFullPath(path);
        return System.IO.Path.Combine(System.IO.Path.GetDirectoryName(full)!, $".{System.IO.Path.GetFileName(full)}.{Guid.NewGuid().ToString("N")[..8]}.part");
    }

    private static string WithoutEnding(string path) =>
        path.EndsWith(".csv", StringComparison.OrdinalIgnoreCase) ? path[..^4] : path;

    private static string Real(string path)
    {
        var full = new FileInfo(path);
        return full.Exists && full.ResolveLinkTarget(returnFinalTarget: true) is { } target ? target.FullName : full.FullName;
    }
}
