namespace AdaptiveOutbound.Web.Commands.Enrichment;

/// <summary>Looks at the file before anything else is done.</summary>
internal static class InputFile
{
    /// <summary>Refuses what cannot be a list, with a message that names it.</summary>
    public static void Check(string path)
    {
        if (Directory.Exists(path)) throw new CommandFailure($"{path} is a directory: name a CSV file.");
        if (!File.Exists(path)) throw new CommandFailure($"There is no file {path}.");
        // Before it is opened: opening a pipe would wait for whoever writes into it.
        if (!RegularFile.Is(path)) throw new CommandFailure($"{path} is no regular file: save what it gives to a file and name that.");
        using var file = Open(path);
        if (file.Length == 0) throw new CommandFailure($"{path} is empty: it needs a header and at least one record.");
    }

    /// <summary>Opens it for reading in one pass.</summary>
    public static FileStream Open(string path)
    {
        try
        {
            return new FileStream(path, new FileStreamOptions { Options = FileOptions.SequentialScan | FileOptions.Asynchronous, BufferSize = 1 << 16 });
        }
        catch (Exception e) when (e is UnauthorizedAccessException or IOException)
        {
            throw new CommandFailure($"{path} cannot be read: {e.Message}");
        }
    }
}
