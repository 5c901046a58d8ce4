namespace AdaptiveOutbound.Web.Commands.Keys;

/// <summary>Reads a key: unseen at a terminal, or all of standard input.</summary>
internal static class KeyEntry
{
    // Over the longest key by enough to tell a wrong file from a key.
    private const int MostCharacters = 4_096;

    /// <summary>The characters as entered; the caller wipes them.</summary>
    public static async Task<char[]> ReadAsync(CommandRun run, string provider)
    {
        if (!Console.IsInputRedirected) run.Messages.Line($"Key for {provider} (it is not shown; Enter ends it):");
        // Reading blocks its thread: an interrupt must not wait for Enter.
        return await Task.Run(() => Console.IsInputRedirected ? ReadAll(Console.In) : ReadUnseen()).WaitAsync(run.Interrupted);
    }

    private static char[] ReadAll(TextReader input)
    {
        var buffer = new char[MostCharacters];
        var length = input.ReadBlock(buffer, 0, buffer.Length);
        return Cut(buffer, length);
    }

    private static char[] ReadUnseen()
    {
        var (buffer, length) = (new char[MostCharacters], 0);
        for (var key = Console.ReadKey(intercept: true); key.Key != ConsoleKey.Enter; key = Console.ReadKey(intercept: true))
        {
            if (key.Key == ConsoleKey.Backspace) length = Math.Max(0, length - 1);
            else if (key.KeyChar != '\0' && length < buffer.Length) buffer[length++] = key.KeyChar;
        }

        return Cut(buffer, length);
    }

    private static char[] Cut(char[] buffer, int length)
    {
        var entered = buffer[..length];
        Array.Clear(buffer);
        return entered;
    }
}
