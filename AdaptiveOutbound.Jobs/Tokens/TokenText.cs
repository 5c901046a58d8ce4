using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace AdaptiveOutbound.Jobs.Tokens;

/// <summary>The form of tokens: <c>ao_</c> and 43 letters, digits, hyphens and underscores, which hold 256 random bits.</summary>
internal static class TokenText
{
    private const string Prefix = "ao_";
    private const int Bytes = 32;
    private static readonly int Length = Prefix.Length + Base64Url.GetEncodedLength(Bytes);

    public static string Make() => Prefix + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(Bytes));

    /// <summary>The hash that is stored; null when the text can be no token.</summary>
    public static byte[]? HashOf(string text) =>
        text.Length == Length && text.StartsWith(Prefix, StringComparison.Ordinal) ? SHA256.HashData(Encoding.UTF8.GetBytes(text)) : null;
}
