using AdaptiveOutbound.Data.Jobs;
using Npgsql;

namespace AdaptiveOutbound.Data.Lanes;

/// <summary>An item that a running chunk has taken.</summary>
/// <param name="Attempts">This run included, from 1.</param>
/// <param name="LastError">Code of the failure that it is tried again after; null at first and after the death of a worker.</param>
public readonly record struct TakenItem(Guid Id, Guid JobId, Guid? RecordId, short Attempts, string? LastError = null);

/// <summary>How an item ended in this batch.</summary>
public sealed record EndedItem(Guid ItemId, Guid JobId, ItemOutcome Outcome, decimal Credits = 0, bool CacheHit = false,
    string? ErrorCode = null, string? ErrorField = null, string? ErrorMessage = null);

/// <summary>An item that failed in a way that may pass: it waits for its due time.</summary>
public sealed record RetriedItem(Guid ItemId, Guid JobId, DateTimeOffset DueAt, string ErrorCode, string ErrorMessage);

/// <summary>Why a lane rests, and until when.</summary>
/// <param name="Reason">One of the reasons of <c>waitingFor</c>.</param>
/// <param name="Count">Waits in a row of this kind; 0 when the wait is no fault.</param>
public sealed record LaneWait(DateTimeOffset Until, string Reason, string Message, short Count = 0);

/// <summary>A change that commits together with its batch's outcomes.</summary>
public interface IBatchEffect
{
    /// <summary>Statements of the app role in the workspace's context. They must not return rows.</summary>
    IEnumerable<NpgsqlBatchCommand> Commands();
}

/// <summary>
/// A change that must read and decide between its statements, or copy many rows. It runs in the batch's transaction, behind the
/// fence and before the effects; a batch without steps stays one round trip.
/// </summary>
internal interface IBatchStep
{
    /// <summary>Runs as the app role in the workspace's context. An exception undoes the whole batch.</summary>
    Task RunAsync(NpgsqlConnection connection, CancellationToken cancellationToken);
}

/// <summary>All that one batch changes: it commits as one transaction, or not at all when its chunk no longer runs.</summary>
public sealed class BatchCommit
{
    public List<EndedItem> Ended { get; } = [];
    public List<RetriedItem> Retried { get; } = [];

    /// <summary>Items that go back untouched: their attempt is not spent.</summary>
    public List<Guid> HandedBack { get; } = [];

    /// <summary>Items that wait for something short that is no fault: due at the given time, their attempt is not spent.</summary>
    public List<(Guid ItemId, DateTimeOffset DueAt)> Deferred { get; } = [];

    /// <summary>Items that made progress and have more to do: due again at once, with all attempts.</summary>
    public List<Guid> Continued { get; } = [];

    /// <summary>Written before the outcomes, in this order.</summary>
    public List<IBatchEffect> Effects { get; } = [];

    /// <summary>Run before the effects, in this order. They cost round trips of their own.</summary>
    internal List<IBatchStep> Steps { get; } = [];

    /// <summary>When set, the chunk ends after this batch and the lane rests.</summary>
    public LaneWait? Wait { get; set; }

    /// <summary>The provider answered: what the lane waited for is over.</summary>
    public bool ClearsWait { get; set; }

    /// <summary>Items that this commit settles in one way or another.</summary>
    public int Items => Ended.Count + Retried.Count + HandedBack.Count + Deferred.Count + Continued.Count;

    /// <summary>Their ids.</summary>
    public IEnumerable<Guid> ItemIds =>
        [.. Ended.Select(i => i.ItemId), .. Retried.Select(i => i.ItemId), .. HandedBack, .. Deferred.Select(i => i.ItemId), .. Continued];
}
