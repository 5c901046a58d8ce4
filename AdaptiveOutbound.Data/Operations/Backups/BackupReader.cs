using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace AdaptiveOutbound.Data.Operations.Backups;

/// <summary>Reads one archive. What it says of itself is checked on opening, its rows by <see cref="CheckAsync"/>.</summary>
internal sealed class BackupReader : IDisposable
{
    private const string NotDone = "nothing was restored";
    // Far more than a manifest takes; a small file may unpack to more than the memory holds.
    private const int LargestManifest = 16 << 20;
    private readonly ZipArchive _zip;

    private BackupReader(string path, ZipArchive zip, BackupManifest manifest) => (File, _zip, Manifest) = (path, zip, manifest);

    /// <summary>Its path.</summary>
    public string File { get; }

    public BackupManifest Manifest { get; }

    /// <summary>Opens it.</summary>
    /// <exception cref="BackupException">It is not there, is no backup, is damaged, or a newer build made it.</exception>
    public static BackupReader Open(string path)
    {
        ZipArchive? zip = null;
        try
        {
            if (Directory.Exists(path)) throw new BackupException($"{path} is a folder: {NotDone}. Name the file that ./outbound db backup wrote.");
            zip = new ZipArchive(new FileStream(path, new FileStreamOptions { BufferSize = 1 << 20 }), ZipArchiveMode.Read);
            return new BackupReader(path, zip, ReadManifest(zip, path));
        }
        catch (Exception e)
        {
            zip?.Dispose();
            if (e is BackupException) throw;
            if (e is UnauthorizedAccessException or IOException and not EndOfStreamException) throw new BackupException(BackupTrouble.Sentence(e, path, NotDone), e);
            throw Damaged(path, e is JsonException ? "what it says of itself is not of the form that this product writes" : "it cannot be read to its end", e);
        }
    }

    /// <summary>Reads all of it and compares with what it says of itself. Touches no database.</summary>
    /// <exception cref="BackupException">It is damaged.</exception>
    public async Task CheckAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (Manifest.Format == BackupFormat.PgDump) await CheckAsync(BackupWriter.DumpName, Manifest.DumpSha256, cancellationToken);
            else foreach (var table in Manifest.Tables) await CheckAsync(BackupWriter.EntryOf(table.Name), table.Sha256, cancellationToken);
        }
        catch (Exception e) when (e is InvalidDataException or IOException)
        {
            throw Damaged(File, "it cannot be read to its end", e);
        }
    }

    /// <summary>The dump that pg_dump wrote.</summary>
    public Stream OpenDump() => Entry(BackupWriter.DumpName).Open();

    /// <summary>The rows of one table.</summary>
    public Stream OpenTable(string table) => Entry(BackupWriter.EntryOf(table)).Open();

    public void Dispose() => _zip.Dispose();

    private async Task CheckAsync(string name, string? sha256, CancellationToken cancellationToken)
    {
        await using var entry = Entry(name).Open();
        if (Convert.ToHexStringLower(await SHA256.HashDataAsync(entry, cancellationToken)) != sha256) throw Damaged(File, $"{name} in it is not what was written");
    }

    private ZipArchiveEntry Entry(string name) => _zip.GetEntry(name) ?? throw Damaged(File, $"it lacks {name}");

    private static BackupManifest ReadManifest(ZipArchive zip, string path)
    {
        if (zip.GetEntry(BackupWriter.ManifestName) is not { } entry || zip.GetEntry(BackupWriter.ManifestHashName) is not { } hash)
            throw new BackupException($"{path} is no backup of this product: {NotDone}. Name the file that ./outbound db backup wrote.");
        var json = Bytes(entry, path);
        if (Encoding.ASCII.GetString(Bytes(hash, path)) != Convert.ToHexStringLower(SHA256.HashData(json))) throw Damaged(path, "what it says of itself was changed");
        // Of a version to come, no more than its number is sure to be there.
        using var text = JsonDocument.Parse(json);
        if (text.RootElement.ValueKind == JsonValueKind.Object && text.RootElement.TryGetProperty("formatVersion", out var version) && version.ValueKind == JsonValueKind.Number && version.TryGetInt32(out var number) && number > BackupManifest.CurrentVersion)
            throw new BackupException($"{path} has the format {number}, and this build reads up to {BackupManifest.CurrentVersion}: {NotDone}. Restore it with the version that made it, or a newer one.");
        var manifest = BackupManifest.Read(json) ?? throw Damaged(path, "it says nothing of itself");
        return ManifestShape.FaultOf(manifest) is { } fault ? throw Damaged(path, fault) : manifest;
    }

    // The length that an entry says of itself may be wrong, so that it is read no further than it may be long.
    private static byte[] Bytes(ZipArchiveEntry entry, string path)
    {
        using var stream = entry.Open();
        using var memory = new MemoryStream();
        var part = new byte[1 << 16];
        for (int read; (read = stream.Read(part)) > 0; memory.Write(part, 0, read))
            if (memory.Length + read > LargestManifest) throw Damaged(path, $"what it says of itself is larger than {LargestManifest >> 20} MB");
        return memory.ToArray();
    }

    private static BackupException Damaged(string path, string how, Exception? cause = null)
    {
        var message = $"{path} is damaged, or no backup: {how}. {char.ToUpperInvariant(NotDone[0])}{NotDone[1..]}. Take another backup, or fetch this one again from where it is kept.";
        return cause is null ? new BackupException(message) : new BackupException(message, cause);
    }
}
