using System.Collections.Concurrent;
using System.Globalization;
using AdaptiveOutbound.Data.Credits;
using AdaptiveOutbound.Data.Operations.Backups;
using AdaptiveOutbound.Jobs.Credits;
using AdaptiveOutbound.Jobs.Keys;

namespace AdaptiveOutbound.Jobs.Operations;

/// <summary>What a provider's own counter says of the time since a backup, beside what the restored ledger holds.</summary>
/// <param name="CreditsLeft">What the provider says is left now; null when it does not say.</param>
/// <param name="Since">When its counter was last read before the backup; null when it was not.</param>
/// <param name="Taken">What it fell by since; null where that cannot be told.</param>
/// <param name="Booked">What the ledger holds of that.</param>
/// <param name="Message">One or two sentences for people.</param>
internal sealed record SpentSince(string Workspace, string Provider, decimal? CreditsLeft, DateTimeOffset? Since, decimal? Taken, decimal? Booked, string Message);

/// <summary>Asks the providers of all workspaces that have a key, by calls that cost nothing.</summary>
internal sealed class ReadSpent(HoldRows hold, ListKeys keys, ProviderCredits credits, ProviderCountRows counts, TimeProvider clock)
{
    private const int AtOnce = 4;

    public async Task<IReadOnlyList<SpentSince>> ExecuteAsync(CancellationToken cancellationToken)
    {
        var workspaces = await hold.WorkspacesAsync(cancellationToken);
        ConcurrentBag<SpentSince> lines = [];
        await Parallel.ForEachAsync(workspaces, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken }, async (workspace, token) =>
        {
            foreach (var key in await keys.ExecuteAsync(workspace.Id, token)) lines.Add(await ReadAsync(workspace, key, token));
        });
        return [.. lines.OrderBy(line => line.Workspace, StringComparer.Ordinal).ThenBy(line => line.Provider, StringComparer.Ordinal)];
    }

    private async Task<SpentSince> ReadAsync(NamedWorkspace workspace, KeyMetadata key, CancellationToken cancellationToken)
    {
        if (key.Status == KeyStatus.NeedsReentry) return new(workspace.Slug, key.Provider, null, null, null, null, "Its key must be entered again: the provider cannot be asked.");
        var (last, booked) = await counts.LastAsync(workspace.Id, key.Provider, cancellationToken);
        if (await credits.LeftAsync(workspace.Id, key.Provider, key.Fingerprint, cancellationToken) is not { } left)
            return new(workspace.Slug, key.Provider, null, last?.ReadAt, null, null, "The provider does not say what is left: look at its own account.");
        var now = clock.GetUtcNow();
        var compared = CountComparison.Of(new ProviderCount
        {
            WorkspaceId = workspace.Id, Provider = key.Provider, Day = DateOnly.FromDateTime(now.UtcDateTime), CreditsLeft = left, Booked = booked, Fingerprint = key.Fingerprint, ReadAt = now,
        }, last);
        return new(workspace.Slug, key.Provider, left, last?.ReadAt, compared.Taken, compared.Booked, Say(compared, last));
    }

    private static string Say(CountComparison compared, ProviderCount? last) => compared switch
    {
        { Taken: { } taken, Booked: var booked } => string.Create(CultureInfo.InvariantCulture,
            $"Its own counter fell by {taken:0.####} credits since {last!.ReadAt.UtcDateTime:yyyy-MM-dd HH:mm} UTC; the ledger holds {booked:0.####} of them."),
        { Result: CountResult.Rose } => "Its own counter rose (a new billing period or a top-up): what was spent cannot be told from it.",
        { Result: CountResult.OtherKey } => "The key is another one than when the counter was last read: what was spent cannot be told from it.",
        _ => "Its counter was not read before the backup: there is nothing to compare with.",
    };
}
