using AdaptiveOutbound.Data.Files;

namespace AdaptiveOutbound.Jobs.Imports;

/// <summary>Deletes an upload of which nothing was made.</summary>
internal sealed class DropUpload(FileStore files)
{
    public Task ExecuteAsync(Guid workspaceId, Guid fileId, CancellationToken cancellationToken) => files.DeleteAsync(workspaceId, fileId, cancellationToken);
}
