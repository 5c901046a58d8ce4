using System.Collections;
using System.Text;
using AdaptiveOutbound.Jobs.Providers;

namespace AdaptiveOutbound.Jobs.Keys;

/// <summary>
/// Takes a key out of texts that others wrote. The vault is the one place that knows the key while a call runs, so what
/// leaves it is checked here and nowhere else. Finds the key as it is and URL-encoded, not other disguises; leaves keys under 8 characters alone.
/// </summary>
internal static class KeyRedaction
{
    private const string Mark = "[redacted]";

    // A shorter "key" is a word of ordinary texts: taking it out would garble messages and hide every exception.
    private const int Shortest = 8;

    /// <summary>Runs <paramref name="work"/>; an exception whose texts hold the key is replaced by one without.</summary>
    /// <exception cref="KeyLeakStoppedException">In place of such an exception.</exception>
    public static async Task<T> RunAsync<T>(ReadOnlyMemory<byte> key, Func<Task<T>> work)
    {
        try
        {
            return await work();
        }
        catch (Exception cause) when (Holds(cause, key.Span))
        {
            throw new KeyLeakStoppedException(Clean(Messages(cause), key.Span));
        }
    }

    /// <summary><paramref name="text"/> with the key taken out.</summary>
    public static string Clean(string text, ReadOnlySpan<byte> key) => Clean(text, Encoding.ASCII.GetString(key));

    /// <summary><paramref name="text"/> with the key taken out.</summary>
    public static string Clean(string text, ApiKey key) => Clean(text, key.Reveal());

    private static string Clean(string text, string clear) => clear.Length < Shortest ? text
        : text.Replace(clear, Mark, StringComparison.OrdinalIgnoreCase)
            .Replace(Uri.EscapeDataString(clear), Mark, StringComparison.OrdinalIgnoreCase);

    private static bool Holds(Exception cause, ReadOnlySpan<byte> key)
    {
        var text = AllTexts(cause);
        return !string.Equals(Clean(text, key), text, StringComparison.Ordinal);
    }

    private static string AllTexts(Exception cause)
    {
        var text = new StringBuilder(cause.ToString());
        foreach (var link in Chain(cause))
        {
            text.Append('\n').Append(link.Message);
            foreach (DictionaryEntry entry in link.Data) text.Append('\n').Append(entry.Key).Append('=').Append(entry.Value);
        }

        return text.ToString();
    }

    private static string Messages(Exception cause) =>
        string.Join(" > ", Chain(cause).Select(link => $"{link.GetType().Name}: {link.Message}"));

    private static IEnumerable<Exception> Chain(Exception cause)
    {
        yield return cause;
        var inner = cause is AggregateException many ? many.InnerExceptions : [.. new[] { cause.InnerException }.OfType<Exception>()];
        foreach (var link in inner.SelectMany(Chain)) yield return link;
    }
}
