using AdaptiveOutbound.Data.Files;
using AdaptiveOutbound.Data.Jobs;
using AdaptiveOutbound.Data.Lanes;
using AdaptiveOutbound.Jobs.Lanes;

namespace AdaptiveOutbound.Jobs.Imports;

/// <summary>One part of an import's file.</summary>
internal sealed record WalkedPart(StoredFile File, StoredPart Part)
{
    /// <summary>Whether nothing follows.</summary>
    public bool IsLast => Part.FirstRecord + Part.Records >= File.Records;
}

/// <summary>How jobs of one item walk over an import's file: a part a batch, the job's cursor says which.</summary>
internal sealed class FileWalk(FileStore files)
{
    /// <summary>The part at the cursor. Null when the file is gone: then the batch's item has failed.</summary>
    public async Task<WalkedPart?> PartAsync(Batch batch, Guid fileId, int cursor, BatchCommit commit, CancellationToken cancellationToken)
    {
        var part = await FindAsync(batch.Lane.WorkspaceId, fileId, cursor, cancellationToken);
        if (part is null) IsGone(commit, batch.Items[0]);
        return part;
    }

    /// <summary>The part at the cursor; null when the file is gone.</summary>
    public async Task<WalkedPart?> FindAsync(Guid workspaceId, Guid fileId, int cursor, CancellationToken cancellationToken)
    {
        var file = await files.FindOpenAsync(workspaceId, fileId, cancellationToken);
        var part = file is null ? null : await files.ReadPartAsync(workspaceId, fileId, cursor, cancellationToken);
        return file is not null && part is not null ? new(file, part) : null;
    }

    /// <summary>The item has failed: its file is gone.</summary>
    public static void IsGone(BatchCommit commit, TakenItem item) =>
        commit.Ended.Add(new(item.Id, item.JobId, ItemOutcome.Failed, ErrorCode: "file_not_found", ErrorMessage: StartImport.FileNotFound().Message));

    /// <summary>The item has ended with the last part; else it has more to do.</summary>
    public static void GoOn(BatchCommit commit, TakenItem item, bool ends)
    {
        if (ends)
            commit.Ended.Add(new(item.Id, item.JobId, ItemOutcome.Enriched));
        else
            commit.Continued.Add(item.Id);
    }
}
