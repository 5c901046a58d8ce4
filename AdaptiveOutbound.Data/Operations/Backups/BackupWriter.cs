using System.IO.Compression;
using System.Security.Cryptography;

namespace AdaptiveOutbound.Data.Operations.Backups;

/// <summary>Writes one archive: under a temporary name, which it keeps until all of it is on the disk. Disposed before that, nothing is left.</summary>
internal sealed class BackupWriter : IAsyncDisposable
{
    internal const string ManifestName = "manifest.json";
    internal const string ManifestHashName = "manifest.json.sha256";
    internal const string DumpName = "database.dump";

    private readonly string _target;
    private readonly string _temporary;
    private readonly bool _overwrites;
    private readonly FileStream _file;
    private readonly ZipArchive _zip;
    private bool _isDone;

    private BackupWriter(string target, string temporary, bool overwrites, FileStream file)
    {
        (_target, _temporary, _overwrites, _file) = (target, temporary, overwrites, file);
        _zip = new ZipArchive(file, ZipArchiveMode.Create, leaveOpen: true);
    }

    /// <summary>Entry of a table.</summary>
    public static string EntryOf(string table) => $"tables/{table}.copy";

    /// <summary>Begins the archive; one that is there already is replaced at the end, if at all.</summary>
    public static BackupWriter Create(string path, bool overwrites)
    {
        var target = Path.GetFullPath(path);
        if (Directory.Exists(target)) throw new BackupException($"{path} is a folder: no backup was made. Name a file.");
        if (!overwrites && File.Exists(target)) throw new BackupException($"{path} is there already: no backup was made. Name another file, or add --force to replace it.");
        var temporary = $"{target}.{Guid.NewGuid():N}.part";
        try
        {
            return new BackupWriter(target, temporary, overwrites, new FileStream(temporary, Private(FileMode.CreateNew)));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BackupException(BackupTrouble.Sentence(e, target, "no backup was made"), e);
        }
    }

    /// <summary>Adds an entry; returns the hash of what was written.</summary>
    /// <param name="isCompressed">Whether it is so already.</param>
    public async Task<string> AddAsync(string name, bool isCompressed, Func<Stream, Task> write)
    {
        await using var entry = _zip.CreateEntry(name, isCompressed ? CompressionLevel.NoCompression : CompressionLevel.Fastest).Open();
        using var hash = SHA256.Create();
        await using var hashed = new CryptoStream(entry, hash, CryptoStreamMode.Write, leaveOpen: true);
        await write(hashed);
        await hashed.FlushFinalBlockAsync();
        return Convert.ToHexStringLower(hash.Hash!);
    }

    /// <summary>Adds the manifest and gives the file its name; the hash of the whole and its size.</summary>
    public async Task<(string Sha256, long Bytes)> CompleteAsync(BackupManifest manifest, CancellationToken cancellationToken)
    {
        var json = manifest.ToJson();
        await AddAsync(ManifestName, isCompressed: false, to => to.WriteAsync(json, cancellationToken).AsTask());
        await AddAsync(ManifestHashName, isCompressed: true, to => to.WriteAsync(System.Text.Encoding.ASCII.GetBytes(Convert.ToHexStringLower(SHA256.HashData(json))), cancellationToken).AsTask());
        await _zip.DisposeAsync();
        _file.Flush(flushToDisk: true);
        var bytes = _file.Length;
        await _file.DisposeAsync();
        var sha256 = await HashAsync(_temporary, cancellationToken);
        File.Move(_temporary, _target, _overwrites);
        _isDone = true;
        return (sha256, bytes);
    }

    /// <summary>SHA-256 of a file.</summary>
    public static async Task<string> HashAsync(string path, CancellationToken cancellationToken)
    {
        await using var file = new FileStream(path, new FileStreamOptions { Options = FileOptions.SequentialScan | FileOptions.Asynchronous, BufferSize = 1 << 20 });
        return Convert.ToHexStringLower(await SHA256.HashDataAsync(file, cancellationToken));
    }

    /// <summary>A file that its owner alone reads, from its first byte on.</summary>
    public static FileStreamOptions Private(FileMode mode)
    {
        // The archive's entries are patched when they have ended, and its hash is read.
        var options = new FileStreamOptions { Mode = mode, Access = FileAccess.ReadWrite, BufferSize = 1 << 20 };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        return options;
    }

    public async ValueTask DisposeAsync()
    {
        if (_isDone) return;
        try
        {
            await _file.DisposeAsync();
        }
        catch (IOException)
        {
            // A full disk is told again for what was still to be written; the file goes anyhow.
        }

        File.Delete(_temporary);
    }
}
