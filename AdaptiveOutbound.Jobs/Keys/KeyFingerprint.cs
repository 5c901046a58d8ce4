using System.Security.Cryptography;

namespace AdaptiveOutbound.Jobs.Keys;

/// <summary>
/// Names a key without telling it: HMAC-SHA256 of the key under the installation's pepper, the first 64 bits as 16 lower-case
/// hex digits. One key has one fingerprint in all workspaces, because its limit is one, whoever uses it.
/// </summary>
internal static class KeyFingerprint
{
    private const int Size = 8;

    /// <summary>The fingerprint of <paramref name="key"/>.</summary>
    public static string Of(ReadOnlySpan<byte> pepper, ReadOnlySpan<byte> key)
    {
        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(pepper, key, hash);
        return Convert.ToHexStringLower(hash[..Size]);
    }
}
