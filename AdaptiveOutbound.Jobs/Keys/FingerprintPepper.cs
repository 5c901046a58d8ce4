using System.Security.Cryptography;

namespace AdaptiveOutbound.Jobs.Keys;

/// <summary>
/// The installation's pepper for fingerprints: 32 random bytes in a file beside the ring, mode 0600, made once.
/// It lies there in clear on purpose. It only keeps fingerprints in a copied database from being compared with a key that
/// somebody already has; it opens nothing. Wrapped by the ring it would change with a lost certificate, and with it every
/// limit that is counted per fingerprint.
/// </summary>
internal sealed class FingerprintPepper(KeyRing ring, TimeProvider clock) : IDisposable
{
    /// <summary>Bytes of the pepper.</summary>
    public const int Size = 32;

    private const string Name = "fingerprint-pepper";

    // Threads of this process meet here, and only processes at the lock file, which has to be asked again and again.
    private readonly SemaphoreSlim _turn = new(1, 1);

    /// <summary>
    /// Reads the pepper, making it where there is none. Reads the file each time (keys are set rarely), so that a replaced
    /// ring takes its pepper along. When two processes race, both get the first one's.
    /// </summary>
    /// <exception cref="KeyRingUnavailableException">The file cannot be read or written, or was cut short.</exception>
    public async Task<byte[]> ReadOrCreateAsync(CancellationToken ct)
    {
        try
        {
            return await ReadAsync(ct) ?? await CreateAsync(ct);
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            throw new KeyRingUnavailableException(ring.Files.Directory, cause);
        }
    }

    public void Dispose() => _turn.Dispose();

    private async Task<byte[]?> ReadAsync(CancellationToken ct)
    {
        var path = Path.Combine(ring.Files.Directory, Name);
        if (!File.Exists(path)) return null;
        var pepper = await File.ReadAllBytesAsync(path, ct);
        return pepper.Length == Size
            ? pepper
            : throw new IOException($"{Name} has {pepper.Length} bytes instead of {Size}: restore it from the ring's backup.");
    }

    private async Task<byte[]> CreateAsync(CancellationToken ct)
    {
        await _turn.WaitAsync(ct);
        try
        {
            return await CreateAloneAsync(ct);
        }
        finally
        {
            _turn.Release();
        }
    }

    private async Task<byte[]> CreateAloneAsync(CancellationToken ct)
    {
        ring.Files.Prepare();
        // A lock file, since a move that must not overwrite is not atomic on Unix; the system drops the lock of a dead process.
        await using var locked = await LockAsync(ct);
        if (await ReadAsync(ct) is { } made) return made;
        var pepper = RandomNumberGenerator.GetBytes(Size);
        ring.Files.Write(Name, pepper);
        return pepper;
    }

    private async Task<FileStream> LockAsync(CancellationToken ct)
    {
        var path = Path.Combine(ring.Files.Directory, $".{Name}.lock");
        for (var tries = 1; ; tries++)
        {
            try
            {
                var file = new FileStream(path, RingFiles.Private(FileMode.OpenOrCreate));
                RingFiles.Inherit(path);
                return file;
            }
            catch (IOException) when (tries < 250)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(20), clock, ct);
            }
        }
    }
}
