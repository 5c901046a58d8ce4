using System.Security.Cryptography;

namespace AdaptiveOutbound.Jobs.Keys;

/// <summary>A workspace's data key in clear: 32 bytes that seal its keys. Disposing zeroes them.</summary>
internal sealed class DataKey : IDisposable
{
    /// <summary>Bytes of a data key.</summary>
    public const int Size = 32;

    private readonly byte[] _bytes;
    private bool _disposed;

    /// <summary>Takes over <paramref name="bytes"/>, which the caller must not keep.</summary>
    /// <exception cref="ArgumentException">Not <see cref="Size"/> bytes.</exception>
    public DataKey(int version, byte[] bytes)
    {
        if (bytes.Length != Size) throw new ArgumentException($"A data key has {Size} bytes.", nameof(bytes));
        Version = version;
        _bytes = bytes;
    }

    /// <summary>1 or more; counts up within a workspace.</summary>
    public int Version { get; }

    /// <summary>The key's bytes, zero after <see cref="Dispose"/>.</summary>
    /// <exception cref="ObjectDisposedException">After <see cref="Dispose"/>: zeros must not seal anything.</exception>
    public ReadOnlySpan<byte> Bytes
    {
        get
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            return _bytes;
        }
    }

    /// <summary>A new random data key.</summary>
    public static DataKey Create(int version) => new(version, RandomNumberGenerator.GetBytes(Size));

    /// <inheritdoc/>
    public void Dispose()
    {
        _disposed = true;
        CryptographicOperations.ZeroMemory(_bytes);
    }

    /// <summary>Always <c>[redacted]</c>.</summary>
    public override string ToString() => "[redacted]";
}
