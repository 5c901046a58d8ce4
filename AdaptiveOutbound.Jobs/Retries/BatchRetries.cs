using AdaptiveOutbound.Data.Jobs;
using AdaptiveOutbound.Data.Lanes;

namespace AdaptiveOutbound.Jobs.Retries;

/// <summary>Notes failures in a batch as <see cref="RetryPolicy"/> decides.</summary>
internal static class BatchRetries
{
    /// <summary>The item failed in a way that may pass: it waits for its next attempt or, after the last one, is parked.</summary>
    /// <param name="jitter">0 up to 1.</param>
    public static void FailForNow(this BatchCommit commit, TakenItem item, string code, string message, DateTimeOffset now, double jitter)
    {
        if (RetryPolicy.HasAttemptsLeft(item.Attempts))
            commit.Retried.Add(new RetriedItem(item.Id, item.JobId, now + RetryPolicy.Delay(item.Attempts, jitter), code, message));
        else
            commit.Ended.Add(new EndedItem(item.Id, item.JobId, ItemOutcome.DeadLetter, ErrorCode: code, ErrorMessage: message));
    }
}
