using AdaptiveOutbound.Data.Files;
using AdaptiveOutbound.Jobs.Imports.Csv;
using AdaptiveOutbound.Jobs.Records;

namespace AdaptiveOutbound.Jobs.Imports;

/// <summary>A stored upload.</summary>
internal sealed record UploadedCsv(Guid FileId, string Name, FileFormat Format, int Records, int Parts, long Bytes, string Sha256);

/// <summary>Stores a CSV file in one pass and one transaction; memory does not grow with the file.</summary>
internal sealed class UploadFile(FileStore files, CsvLimits limits)
{
    private const int LongestName = 200;

    /// <summary>The stored file, or why it cannot be used; then nothing of it is left.</summary>
    /// <param name="workspaceId">Whose file.</param>
    /// <param name="name">The file's name, for people; folders are cut off.</param>
    /// <param name="content">Read once to its end; not disposed.</param>
    /// <param name="cancellationToken">Gives up; nothing is left.</param>
    public async Task<(UploadedCsv? File, CsvProblem? Problem)> ExecuteAsync(Guid workspaceId, string name, Stream content, CancellationToken cancellationToken)
    {
        await using var upload = await files.BeginAsync(workspaceId, Clean(name), FileKinds.Upload, cancellationToken);
        try
        {
            var read = await CsvIntake.ExecuteAsync(content, limits, StoreAsync, cancellationToken);
            var format = new FileFormat(read.Delimiter, read.Encoding, read.Header);
            await upload.CompleteAsync(read.Bytes, Convert.FromHexString(read.Sha256), read.Records, format.ToJson(), cancellationToken);
            return (new(upload.FileId, Clean(name), format, read.Records, read.Parts, read.Bytes, read.Sha256), null);
        }
        catch (CsvProblemException e)
        {
            return (null, e.Problem);
        }

        async ValueTask StoreAsync(CsvPart part, CancellationToken token) =>
            await upload.AddAsync(part.FirstLine, part.FirstRecord, part.RecordCount, part.Text, token);
    }

    private static string Clean(string name)
    {
        var file = name[(name.LastIndexOfAny(['/', '\\']) + 1)..];
        var shown = TextCut.At(new string([.. file.Where(character => !char.IsControl(character))]), LongestName).Trim();
        return shown.Length == 0 ? "upload.csv" : shown;
    }
}
