using System.Text;

namespace AdaptiveOutbound.Jobs.Providers;

/// <summary>Cuts a secret, and recognisable parts of it, out of a text.</summary>
internal static class Redaction
{
    private const int ShortestRun = 8;

    /// <summary>Replaces each run of <paramref name="text"/> that stands in <paramref name="secret"/>; see <see cref="ApiKey.RedactIn"/>.</summary>
    public static string Cut(string text, ReadOnlySpan<char> secret)
    {
        var run = Math.Min(ShortestRun, secret.Length);
        if (run == 0 || text.Length < run) return text;
        var kept = new StringBuilder(text.Length);
        for (var at = 0; at < text.Length;)
        {
            var length = RunAt(text.AsSpan(at), secret, run);
            if (length == 0)
                kept.Append(text[at]);
            else
                kept.Append("[redacted]");
            at += Math.Max(1, length);
        }

        return kept.ToString();
    }

    private static int RunAt(ReadOnlySpan<char> text, ReadOnlySpan<char> secret, int run)
    {
        if (text.Length < run || !secret.Contains(text[..run], StringComparison.OrdinalIgnoreCase)) return 0;
        var length = run;
        while (length < text.Length && secret.Contains(text[..(length + 1)], StringComparison.OrdinalIgnoreCase)) length++;
        return length;
    }
}
