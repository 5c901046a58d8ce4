using System.Text;

namespace AdaptiveOutbound.Jobs.Keys;

/// <summary>Judges a key as somebody entered it, before anything is done with it.</summary>
internal static class KeyInput
{
    /// <summary>The most characters a key may have.</summary>
    public const int MaxLength = 512;

    private const int ShortestWithLastFour = 16;

    /// <summary>Takes off surrounding white space and one trailing line break; other line breaks stay, to be refused.</summary>
    public static ReadOnlySpan<char> Trim(ReadOnlySpan<char> entered)
    {
        var key = TrimSpaces(entered);
        if (key.EndsWith("\r\n")) key = key[..^2];
        else if (key.EndsWith("\n") || key.EndsWith("\r")) key = key[..^1];
        return TrimSpaces(key);
    }

    /// <summary>Why a trimmed key is refused, or null when it is fine.</summary>
    public static KeyRefusal? Check(ReadOnlySpan<char> key)
    {
        if (key.IsEmpty) return KeyRefusal.Empty;
        if (key.Length > MaxLength) return KeyRefusal.TooLong;
        foreach (var character in key)
        {
            if (char.IsControl(character)) return KeyRefusal.ControlCharacter;
            if (!char.IsAscii(character)) return KeyRefusal.NotAscii;
        }

        return null;
    }

    /// <summary>The bytes of a checked key, in memory that the collector does not copy; the caller zeroes them.</summary>
    public static byte[] Bytes(ReadOnlySpan<char> key)
    {
        var bytes = GC.AllocateUninitializedArray<byte>(key.Length, pinned: true);
        Encoding.ASCII.GetBytes(key, bytes);
        return bytes;
    }

    /// <summary>The last four characters, or <c>····</c> for a key under 16 characters, of which four would tell too much.</summary>
    public static string LastFour(ReadOnlySpan<byte> key) =>
        key.Length >= ShortestWithLastFour ? Encoding.ASCII.GetString(key[^4..]) : "····";

    private static ReadOnlySpan<char> TrimSpaces(ReadOnlySpan<char> text)
    {
        while (text.Length > 0 && IsSpace(text[0])) text = text[1..];
        while (text.Length > 0 && IsSpace(text[^1])) text = text[..^1];
        return text;
    }

    private static bool IsSpace(char character) => char.IsWhiteSpace(character) && character is not ('\r' or '\n');
}

/// <summary>Why an entered key is refused.</summary>
/// <param name="Code">Stable code.</param>
/// <param name="Message">One sentence for people, without the key.</param>
internal sealed record KeyRefusal(string Code, string Message)
{
    /// <summary>Nothing but white space.</summary>
    public static KeyRefusal Empty { get; } = new("key_empty", "Enter a key.");

    /// <summary>Over <see cref="KeyInput.MaxLength"/> characters.</summary>
    public static KeyRefusal TooLong { get; } = new("key_too_long", $"A key has at most {KeyInput.MaxLength} characters.");

    /// <summary>A line break, NUL or another control character inside.</summary>
    public static KeyRefusal ControlCharacter { get; } =
        new("key_control_character", "The key holds a line break or another control character: copy it again.");

    /// <summary>A character that is not ASCII.</summary>
    public static KeyRefusal NotAscii { get; } =
        new("key_not_ascii", "The key holds a character that no key has (not ASCII): copy it again.");
}
