using System.Globalization;
using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;

namespace AdaptiveOutbound.Jobs.Keys;

/// <summary>Wraps data keys with the ring. Safe for parallel use.</summary>
internal sealed class DataProtectionKeyWrapper(KeyRing ring) : IKeyWrapper
{
    private volatile IDataProtectionProvider? _opened;

    /// <inheritdoc/>
    public string Id => "ring-1";

    /// <inheritdoc/>
    public byte[] Wrap(Guid workspaceId, int version, ReadOnlySpan<byte> dataKey)
    {
        var copy = dataKey.ToArray();
        try
        {
            // Read afresh: a ring key that is only in this process's memory must not wrap what is stored for ever.
            return Guarded(() => Protector(ring.Read(forWrapping: true), workspaceId, version).Protect(copy));
        }
        catch (CryptographicException cause)
        {
            throw new KeyRingUnavailableException(ring.Files.Directory, cause);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(copy);
        }
    }

    /// <inheritdoc/>
    public byte[] Unwrap(Guid workspaceId, int version, ReadOnlySpan<byte> wrapped)
    {
        var bytes = wrapped.ToArray();
        try
        {
            return Guarded(() => UnwrapOrReread(workspaceId, version, bytes));
        }
        catch (CryptographicException cause)
        {
            throw new KeyRingLostException(workspaceId, version, cause);
        }
    }

    // The ring in memory may lack what another process added or an operator restored: look once more before it counts as lost.
    private byte[] UnwrapOrReread(Guid workspaceId, int version, byte[] wrapped)
    {
        try
        {
            if (_opened is { } opened) return Protector(opened, workspaceId, version).Unprotect(wrapped);
        }
        catch (CryptographicException)
        {
            _opened = null;
        }

        var fresh = ring.Read(forWrapping: false);
        var dataKey = Protector(fresh, workspaceId, version).Unprotect(wrapped);
        _opened = fresh;
        return dataKey;
    }

    private byte[] Guarded(Func<byte[]> work)
    {
        try
        {
            return work();
        }
        catch (Exception cause) when (IsBackupTrouble(cause) || IsBackupTrouble(cause.InnerException))
        {
            throw new KeyRingUnavailableException(ring.Files.Directory, cause.InnerException ?? cause);
        }
    }

    private static bool IsBackupTrouble(Exception? cause) => cause is IOException or UnauthorizedAccessException;

    private static IDataProtector Protector(IDataProtectionProvider provider, Guid workspaceId, int version) =>
        provider.CreateProtector(
            ["AdaptiveOutbound.DataKey", "v1", workspaceId.ToString("D"), version.ToString(CultureInfo.InvariantCulture)]);
}
