using AdaptiveOutbound.Data.Credits;
using AdaptiveOutbound.Jobs.Keys;

namespace AdaptiveOutbound.Jobs.Credits;

/// <summary>A day's reading of a provider's own counter beside what was booked.</summary>
/// <param name="Since">Day of the reading before, from which it is compared; null where there is nothing to compare.</param>
/// <param name="CreditsLeft">What the provider said is left; null when it did not say.</param>
/// <param name="Taken">What its counter fell by.</param>
/// <param name="Booked">Credits booked between the readings.</param>
/// <param name="Difference">Taken less booked.</param>
/// <param name="Message">What it means, for people.</param>
internal sealed record ReconciliationLine(
    DateOnly Day, string Provider, DateOnly? Since, decimal? CreditsLeft, decimal? Taken, decimal? Booked, decimal? Difference, CountResult Result, string Message, DateTimeOffset? ReadAt);

/// <summary>The comparison with the providers' own counters.</summary>
/// <param name="Data">Newest day first: those that were read, and those with use that were not.</param>
internal sealed record ReconciliationView(DateOnly From, DateOnly To, string TimeZone, IReadOnlyList<ReconciliationLine> Data);

/// <summary>Reads how what was booked compares with the providers' own counters.</summary>
internal sealed class ReadReconciliation(ProviderCountRows counts, UsageRows usage)
{
    public async Task<ReconciliationView> ExecuteAsync(Guid workspaceId, LedgerPeriod period, CancellationToken cancellationToken)
    {
        var used = await usage.ListAsync(workspaceId, period.From, period.To, cancellationToken);
        List<ReconciliationLine> lines = [];
        foreach (var provider in KeyProviders.All)
        {
            var read = await counts.ListAsync(workspaceId, provider, period.From, period.To, cancellationToken);
            lines.AddRange(read.Select((count, n) => Line(count, read.ElementAtOrDefault(n + 1))).Where(line => line.Day >= period.From));
            // A day is read in the night after it.
            lines.AddRange(used.Where(day => day.Provider == provider && day.Day < period.Today && read.All(count => count.Day != day.Day)).Select(NotTold));
        }

        return new(period.From, period.To, period.TimeZone, [.. lines.OrderByDescending(line => line.Day).ThenBy(line => line.Provider, StringComparer.Ordinal)]);
    }

    private static ReconciliationLine Line(ProviderCount count, ProviderCount? before)
    {
        var compared = CountComparison.Of(count, before);
        return new(count.Day, count.Provider, compared.Since, count.CreditsLeft, compared.Taken, compared.Booked, compared.Difference, compared.Result, compared.Say(), count.ReadAt);
    }

    private static ReconciliationLine NotTold(UsageDay day) =>
        new(day.Day, day.Provider, null, null, null, null, null, CountResult.NotTold, new CountComparison(CountResult.NotTold, null, null, null).Say(), null);
}
