using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace AdaptiveOutbound.Jobs.Members;

/// <summary>The secret of an invitation's link: 43 letters, digits, hyphens and underscores, which hold 256 random bits. Only its hash is stored.</summary>
internal static class InvitationSecret
{
    private const int Bytes = 32;

    public static string Make() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(Bytes));

    /// <summary>The hash that is stored; null when the text can be no secret.</summary>
    public static byte[]? HashOf(string text) => text.Length == Base64Url.GetEncodedLength(Bytes) ? SHA256.HashData(Encoding.UTF8.GetBytes(text)) : null;
}
