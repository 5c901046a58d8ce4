using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace AdaptiveOutbound.Data.Operations.Backups;

/// <summary>Reads one archive. What it says of itself is checked on opening, its rows by <see cref="CheckAsync"/>.</summary>
internal sealed class BackupReader : IDisposable
{
    private const string NotDone = "nothing was restored";
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
            if (e is InvalidDataException or JsonException or EndOfStreamException) throw Damaged(path, "it cannot be read to its end", e);
            if (e is IOException or UnauthorizedAccessException) throw new BackupException(BackupTrouble.Sentence(e, path, NotDone), e);
            throw;
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
        var json = Bytes(entry);
        if (Encoding.ASCII.GetString(Bytes(hash)) != Convert.ToHexStringLower(SHA256.HashData(json))) throw Damaged(path, "what it says of itself was changed");
        // Of a version to come, no more than its number is sure to be there.
        using var text = JsonDocument.Parse(json);
        if (text.RootElement.TryGetProperty("formatVersion", out var version) && version.TryGetInt32(out var number) && number > BackupManifest.CurrentVersion)
            throw new BackupException($"{path} has the format {number}, and this build reads up to {BackupManifest.CurrentVersion}: {NotDone}. Restore it with the version that made it, or a newer one.");
        return BackupManifest.Read(json) ?? throw Damaged(path, "it says nothing of itself");
    }

    private static byte[] Bytes(ZipArchiveEntry entry)
    {
        using var stream = entry.Open();
        using var memory = new MemoryStream();
        stream.CopyTo(memory);
        return memory.ToArray();
    }

    private static BackupException Damaged(string path, string how, Exception? cause = null)
    {
        var message = $"{path} is damaged, or no backup: {how}. {char.ToUpperInvariant(NotDone[0])}{NotDone[1..]}. Take another backup, or fetch this one again from where it is kept.";
        return cause is null ? new BackupException(message) : new BackupException(message, cause);
    }
}
