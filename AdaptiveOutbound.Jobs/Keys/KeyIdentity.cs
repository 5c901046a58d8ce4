using System.Buffers.Binary;
using System.Text;

namespace AdaptiveOutbound.Jobs.Keys;

/// <summary>Whose key a seal belongs to. A seal opens under exactly this identity and no other.</summary>
/// <param name="WorkspaceId">The workspace that owns the key.</param>
/// <param name="Provider">The provider's name, compared byte by byte, such as <c>apollo</c>.</param>
/// <param name="KeyId">The key's own id: new after a removal, kept when a key is replaced.</param>
/// <param name="Revision">1 for the first value, one more for each value that replaces it.</param>
internal readonly record struct KeyIdentity(Guid WorkspaceId, string Provider, Guid KeyId, long Revision)
{
    /// <summary>
    /// The bytes that a seal authenticates beside its ciphertext: format, workspace, provider, key, revision and data-key
    /// version, each after its length (int32, big-endian). Lengths, not separators, so that no two identities meet.
    /// </summary>
    internal byte[] AssociatedData(byte format, int dataKeyVersion)
    {
        using var data = new MemoryStream();
        Append(data, [format]);
        Append(data, WorkspaceId.ToByteArray(bigEndian: true));
        Append(data, Encoding.UTF8.GetBytes(Provider));
        Append(data, KeyId.ToByteArray(bigEndian: true));
        Append(data, BigEndian(Revision));
        Append(data, BigEndian(dataKeyVersion));
        return data.ToArray();
    }

    private static void Append(MemoryStream data, ReadOnlySpan<byte> field)
    {
        data.Write(BigEndian(field.Length));
        data.Write(field);
    }

    private static byte[] BigEndian(int value)
    {
        var bytes = new byte[sizeof(int)];
        BinaryPrimitives.WriteInt32BigEndian(bytes, value);
        return bytes;
    }

    private static byte[] BigEndian(long value)
    {
        var bytes = new byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(bytes, value);
        return bytes;
    }
}
