using System.Transactions;
using Npgsql;

namespace AdaptiveOutbound.Data.Lanes;

/// <summary>
/// Writes chunks and rings Hangfire for them in one transaction. Hangfire joins an ambient transaction when its connection
/// string is byte-identical to ours and no two connections are open at once; a chunk without its ring cannot exist.
/// </summary>
internal sealed class DispatchTransaction(string systemConnectionString)
{
    /// <summary>Takes free slots of the lanes and calls <paramref name="ring"/> for each new chunk; it returns Hangfire's id.</summary>
    public async Task<Dispatched> RunAsync(DispatchTurn turn, Func<RungChunk, string> ring, CancellationToken cancellationToken)
    {
        // The scope's own default, Serializable, would make concurrent rings fail.
        using var scope = new TransactionScope(TransactionScopeOption.RequiresNew,
            new TransactionOptions { IsolationLevel = IsolationLevel.ReadCommitted }, TransactionScopeAsyncFlowOption.Enabled);
        Dispatched dispatched;
        await using (var connection = new NpgsqlConnection(systemConnectionString))
        {
            await connection.OpenAsync(cancellationToken);
            dispatched = await DispatchStore.DispatchAsync(connection, turn, cancellationToken);
        }
        if (dispatched.Rung is { Count: > 0 } chunks)
        {
            var ids = chunks.Select(ring).ToArray();
            await using var connection = new NpgsqlConnection(systemConnectionString);
            await connection.OpenAsync(cancellationToken);
            await DispatchStore.LinkAsync(connection, chunks.Select(c => c.Id).ToArray(), ids, cancellationToken);
        }
        scope.Complete();
        return dispatched;
    }
}
