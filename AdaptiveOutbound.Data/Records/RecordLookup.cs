using AdaptiveOutbound.Data.Workspaces;
using Npgsql;

namespace AdaptiveOutbound.Data.Records;

/// <summary>Looks records up by their keys without changing or locking anything.</summary>
internal sealed class RecordLookup(NpgsqlDataSource app)
{
    /// <summary>The records that one of the keys may mean.</summary>
    public async Task<RecordIndex> FindAsync(Guid workspaceId, RecordKind kind, SoughtKeys keys, CancellationToken cancellationToken) =>
        new(await ListAsync(workspaceId, kind, keys, cancellationToken));

    /// <summary>As <see cref="FindAsync"/>, by id.</summary>
    public async Task<List<KnownRecord>> ListAsync(Guid workspaceId, RecordKind kind, SoughtKeys keys, CancellationToken cancellationToken)
    {
        await using var transaction = await WorkspaceTransaction.OpenAsync(app, workspaceId, cancellationToken);
        return await new RecordTable(kind).LoadAsync(transaction.Connection, workspaceId, keys, forUpdate: false, cancellationToken);
    }
}
