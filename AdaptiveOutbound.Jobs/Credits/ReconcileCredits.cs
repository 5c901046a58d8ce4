using System.Collections.Concurrent;
using AdaptiveOutbound.Data.Credits;
using AdaptiveOutbound.Data.Lanes;
using AdaptiveOutbound.Jobs.Keys;
using AdaptiveOutbound.Jobs.Providers;
using Microsoft.Extensions.Logging;

namespace AdaptiveOutbound.Jobs.Credits;

/// <summary>What one turn did.</summary>
/// <param name="Days">Workspaces whose day was to be compared.</param>
/// <param name="NotTold">Those whose provider does not say what is left, or that have no working key.</param>
/// <param name="Failed">Those that are tried again at the next turn.</param>
internal sealed record ReconcileResult(int Days, int Compared, int NotTold, int Failed);

/// <summary>
/// Reads, in each workspace's night, what its provider says is left, and notes it beside what was booked. It calls nothing that costs
/// credits. A workspace that cannot be read is tried again at the next turn, and stops no other one.
/// </summary>
internal sealed class ReconcileCredits(CountTurns turns, ProviderCountRows rows, ListKeys keys, ProviderKeys vault, KeyVerifier verify, TimeProvider clock, ILogger<ReconcileCredits> logger)
{
    /// <summary>How long after midnight workspaces begin: each at its own moment, always the same.</summary>
    public static readonly TimeSpan Spread = TimeSpan.FromHours(3);

    private const int AtOnce = 4;

    // A provider that is away is not asked for every workspace: the next turn is soon.
    private const int MostAway = 20;

    // Whom the provider told nothing of that day: it is not asked again all day.
    private readonly ConcurrentDictionary<(Guid Workspace, string Provider), DateOnly> _silent = new();

    /// <summary>One turn over all workspaces that are due.</summary>
    public async Task<ReconcileResult> ExecuteAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var today = DateOnly.FromDateTime(now.UtcDateTime);
        ConcurrentBag<CountOutcome> outcomes = [];
        var away = 0;
        foreach (var provider in KeyProviders.All)
        {
            // Yesterday is one of these days in every zone.
            var due = (await turns.FindAsync(provider, today.AddDays(-2), today, cancellationToken)).Where(day => IsDue(day, provider, now));
            await Parallel.ForEachAsync(due, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken }, async (day, token) =>
            {
                var outcome = Volatile.Read(ref away) >= MostAway ? CountOutcome.Failed : await TryAsync(day, provider, token);
                if (outcome == CountOutcome.Away) Interlocked.Increment(ref away);
                outcomes.Add(outcome);
            });
        }

        return new ReconcileResult(outcomes.Count, outcomes.Count(o => o == CountOutcome.Compared), outcomes.Count(o => o == CountOutcome.NotTold), outcomes.Count(o => o is CountOutcome.Away or CountOutcome.Failed));
    }

    /// <summary>How long after its midnight a workspace is read.</summary>
    internal static TimeSpan OffsetOf(Guid workspaceId) => Spread * (System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(workspaceId.ToByteArray(bigEndian: true).AsSpan(12)) / (double)uint.MaxValue);

    private bool IsDue(UncountedDay day, string provider, DateTimeOffset now)
    {
        var today = UsageDays.Today(clock, day.TimeZone);
        return day.Day == today.AddDays(-1) && now >= UsageDays.StartOf(today, day.TimeZone) + OffsetOf(day.WorkspaceId)
            && !(_silent.TryGetValue((day.WorkspaceId, provider), out var silent) && silent == day.Day);
    }

    private async Task<CountOutcome> TryAsync(UncountedDay day, string provider, CancellationToken cancellationToken)
    {
        try
        {
            var outcome = await CountAsync(day, provider, cancellationToken);
            if (outcome == CountOutcome.NotTold) _silent[(day.WorkspaceId, provider)] = day.Day;
            return outcome;
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            logger.NotCounted(day.WorkspaceId, provider, e);
            return CountOutcome.Failed;
        }
    }

    private async Task<CountOutcome> CountAsync(UncountedDay day, string provider, CancellationToken cancellationToken)
    {
        var key = (await keys.ExecuteAsync(day.WorkspaceId, cancellationToken)).FirstOrDefault(key => key.Provider == provider);
        if (key?.Status != KeyStatus.Active) return CountOutcome.NotTold;
        var test = await vault.UseAsync(day.WorkspaceId, provider, (opened, token) => verify(provider, opened, token), cancellationToken);
        if (test.Verdict == KeyVerdict.Unreachable)
        {
            logger.CreditsNotTold(day.WorkspaceId, provider, test.Message);
            return CountOutcome.Away;
        }

        if (test.CreditsLeft is not { } left) return CountOutcome.NotTold;
        await rows.AddAsync(day.WorkspaceId, provider, day.Day, left, key.Fingerprint, clock.GetUtcNow(), AlertOf, cancellationToken);
        return CountOutcome.Compared;
    }

    private static IBatchEffect? AlertOf(ProviderCount now, ProviderCount? before)
    {
        var comparison = CountComparison.Of(now, before);
        return comparison.Result == CountResult.Differs
            ? new RaiseAlert(now.WorkspaceId, AlertCodes.Reconciliation, $"{now.Provider} {now.Day:yyyy-MM-dd}", "warning", comparison.Alert(now.Provider, now.Day))
            : null;
    }

    private enum CountOutcome
    {
        Compared,
        NotTold,
        Away,
        Failed,
    }
}
