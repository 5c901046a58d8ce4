namespace AdaptiveOutbound.Jobs.Records;

/// <summary>Shortens texts. Half of a surrogate pair is no character: PostgreSQL takes none, and a batch that holds one would fail as a whole.</summary>
internal static class TextCut
{
    /// <summary>At most so many characters of the text; a pair that does not fit is left out.</summary>
    public static string At(string text, int most) =>
        text.Length <= most ? text : most > 0 && char.IsHighSurrogate(text[most - 1]) ? text[..(most - 1)] : text[..most];

    /// <summary>As <see cref="At"/>, with an ellipsis where something was cut off.</summary>
    public static string Shown(string text, int most) => text.Length <= most ? text : At(text, most) + "…";
}
