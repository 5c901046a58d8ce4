using AdaptiveOutbound.Data.Audit;
using AdaptiveOutbound.Data.Files;
using AdaptiveOutbound.Jobs.Audit;
using AdaptiveOutbound.Jobs.Imports;
using AdaptiveOutbound.Jobs.Imports.Csv;

namespace AdaptiveOutbound.Jobs.Exports;

/// <summary>Writes a stored file as UTF-8 text, header first; one part is in memory at a time.</summary>
internal sealed class DownloadFile(FileStore files, AuditRows audit)
{
    /// <summary>The name of this export's file, or null when the workspace has it no more. The audit log says who got it, before the first byte is sent.</summary>
    /// <param name="by">Who asks.</param>
    public async Task<string?> GrantAsync(Guid workspaceId, Guid jobId, Guid fileId, string by, CancellationToken cancellationToken)
    {
        if (await files.FindAsync(workspaceId, fileId, cancellationToken) is not { } file)
            return null;
        await audit.AddAsync(workspaceId, AuditedStart.Line(by, AuditActions.ExportDownloaded, $"job {jobId}", ("file", file.Name)), cancellationToken);
        return file.Name;
    }

    /// <summary>False when the workspace has no such file; nothing is then written.</summary>
    public async Task<bool> ExecuteAsync(Guid workspaceId, Guid fileId, Stream output, CancellationToken cancellationToken)
    {
        if (await files.FindAsync(workspaceId, fileId, cancellationToken) is not { } file)
            return false;
        var format = FileFormat.Parse(file.Format);
        await using (var header = new CsvTableWriter(output, format.Raw, format.Delimiter))
            await header.WriteAsync(format.Header, cancellationToken);
        await foreach (var part in files.PartsAsync(workspaceId, fileId, cancellationToken))
            await output.WriteAsync(part.Text, cancellationToken);
        await output.FlushAsync(cancellationToken);
        return true;
    }
}
