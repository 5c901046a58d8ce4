using AdaptiveOutbound.Data.Credits;
using AdaptiveOutbound.Data.Workspaces;

namespace AdaptiveOutbound.Jobs.Credits;

/// <summary>What a workspace used of one provider on one day.</summary>
/// <param name="Lookups">Questions that were asked.</param>
/// <param name="Matches">Those that brought an answer.</param>
/// <param name="Hits">Records that an earlier lookup answered, without a call.</param>
internal sealed record UsageLine(DateOnly Day, string Provider, int Lookups, decimal Credits, int Matches, int Hits);

/// <summary>The sum over a period.</summary>
/// <param name="MatchRate">Matches per lookup, 0 to 1 with 4 places; null without lookups.</param>
/// <param name="SavedCredits">What the hits would have cost at the period's credits per lookup: an estimate.</param>
internal sealed record UsageTotals(int Lookups, decimal Credits, int Matches, int Hits, decimal? MatchRate, decimal SavedCredits)
{
    public static UsageTotals Of(IReadOnlyCollection<UsageLine> lines)
    {
        var (lookups, credits, matches, hits) = (lines.Sum(l => l.Lookups), lines.Sum(l => l.Credits), lines.Sum(l => l.Matches), lines.Sum(l => l.Hits));
        return lookups == 0 ? new(0, credits, matches, hits, null, 0) : new(lookups, credits, matches, hits,
            Math.Round((decimal)matches / lookups, 4), Math.Round(hits * credits / lookups, 4));
    }
}

/// <summary>The sum of one provider.</summary>
internal sealed record UsageOfProvider(string Provider, UsageTotals Totals);

/// <summary>What a workspace used in the days from <paramref name="From"/> to <paramref name="To"/>, both included. The sandbox does not count.</summary>
/// <param name="Data">By day and provider, oldest first; days without use are left out.</param>
internal sealed record UsageView(DateOnly From, DateOnly To, string TimeZone, IReadOnlyList<UsageLine> Data, UsageTotals Totals, IReadOnlyList<UsageOfProvider> Providers);

/// <summary>Reads what a workspace used of its providers.</summary>
internal sealed class ReadUsage(SettingsRows settings, UsageRows rows, TimeProvider clock)
{
    /// <summary>The most days that can be asked for.</summary>
    public const int MostDays = 400;

    /// <summary>The last days up to today; null when there is no such workspace.</summary>
    /// <param name="days">1 to <see cref="MostDays"/>.</param>
    public async Task<UsageView?> ExecuteAsync(Guid workspaceId, int days, CancellationToken cancellationToken)
    {
        if (await settings.FindAsync(workspaceId, cancellationToken) is not { } found)
            return null;
        var to = UsageDays.Today(clock, found.TimeZone);
        var from = to.AddDays(1 - days);
        var lines = Lines(await rows.ListAsync(workspaceId, from, to, cancellationToken));
        var providers = lines.GroupBy(l => l.Provider).OrderBy(g => g.Key, StringComparer.Ordinal).Select(g => new UsageOfProvider(g.Key, UsageTotals.Of([.. g])));
        return new(from, to, found.TimeZone, lines, UsageTotals.Of(lines), [.. providers]);
    }

    /// <summary>What was asked of the sandbox in the days of <paramref name="usage"/>, in which it does not count.</summary>
    public async Task<UsageTotals> SandboxAsync(Guid workspaceId, UsageView usage, CancellationToken cancellationToken) =>
        UsageTotals.Of(Lines(await rows.ListAsync(workspaceId, usage.From, usage.To, cancellationToken, sandbox: true)));

    private static List<UsageLine> Lines(List<UsageDay> days) => [.. days.Select(d => new UsageLine(d.Day, d.Provider, d.Lookups, d.Credits, d.Matched, d.CacheHits))];
}
