using System.Buffers.Binary;
using System.Security.Cryptography;

namespace AdaptiveOutbound.Jobs.Keys;

/// <summary>
/// The sealed form of a key, format 1: format byte 1, data-key version (int32, big-endian), 12-byte random nonce,
/// ciphertext (as long as the key), 16-byte tag; AES-256-GCM over <see cref="KeyIdentity.AssociatedData"/>.
/// A release may add formats; format 1 opens for ever (its known answers are kept with the tests).
/// </summary>
internal static class SealedKey
{
    /// <summary>The format that <see cref="Seal(KeyIdentity, DataKey, ReadOnlySpan{byte})"/> writes.</summary>
    public const byte Format = 1;

    private const int VersionAt = 1;
    private const int NonceAt = VersionAt + sizeof(int);
    private const int NonceSize = 12;
    private const int CiphertextAt = NonceAt + NonceSize;
    private const int TagSize = 16;

    /// <summary>Seals <paramref name="key"/> under a fresh random nonce.</summary>
    public static byte[] Seal(KeyIdentity identity, DataKey dataKey, ReadOnlySpan<byte> key)
    {
        // Random nonces are safe here: one data key seals a handful of keys, far below the 2^32 that GCM allows.
        Span<byte> nonce = stackalloc byte[NonceSize];
        RandomNumberGenerator.Fill(nonce);
        return Seal(identity, dataKey, key, nonce);
    }

    /// <summary>Seals under a given nonce: for known answers only, a nonce must never be used twice.</summary>
    internal static byte[] Seal(KeyIdentity identity, DataKey dataKey, ReadOnlySpan<byte> key, ReadOnlySpan<byte> nonce)
    {
        var bytes = new byte[CiphertextAt + key.Length + TagSize];
        bytes[0] = Format;
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(VersionAt), dataKey.Version);
        nonce.CopyTo(bytes.AsSpan(NonceAt));
        using var aes = new AesGcm(dataKey.Bytes, TagSize);
        aes.Encrypt(
            nonce, key, bytes.AsSpan(CiphertextAt, key.Length), bytes.AsSpan(CiphertextAt + key.Length),
            identity.AssociatedData(Format, dataKey.Version));
        return bytes;
    }

    /// <summary>Which data key opens these bytes.</summary>
    /// <exception cref="SealBrokenException">Unknown format, or too short.</exception>
    public static int DataKeyVersion(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < CiphertextAt + TagSize) throw new SealBrokenException("it is too short");
        if (bytes[0] != Format) throw new SealBrokenException($"its format {bytes[0]} is unknown to this release");
        return BinaryPrimitives.ReadInt32BigEndian(bytes[VersionAt..]);
    }

    /// <summary>Opens a seal. The caller zeroes the answer.</summary>
    /// <exception cref="SealBrokenException">
    /// Any byte was changed, or the seal belongs to another workspace, provider, key or revision. It does not say which.
    /// </exception>
    public static byte[] Open(KeyIdentity identity, DataKey dataKey, ReadOnlySpan<byte> bytes)
    {
        if (DataKeyVersion(bytes) != dataKey.Version) throw new SealBrokenException("it asks for another data key");
        var key = GC.AllocateUninitializedArray<byte>(bytes.Length - CiphertextAt - TagSize, pinned: true);
        using var aes = new AesGcm(dataKey.Bytes, TagSize);
        try
        {
            aes.Decrypt(
                bytes.Slice(NonceAt, NonceSize), bytes[CiphertextAt..^TagSize], bytes[^TagSize..], key,
                identity.AssociatedData(Format, dataKey.Version));
            return key;
        }
        catch (AuthenticationTagMismatchException cause)
        {
            CryptographicOperations.ZeroMemory(key);
            throw new SealBrokenException("its bytes do not belong to this key", cause);
        }
    }
}
