using AdaptiveOutbound.Data.Credits;

namespace AdaptiveOutbound.Jobs.Credits;

/// <summary>What a ledger's lines are.</summary>
internal enum LedgerGroup
{
    Day,
    Provider,
    Job,
    User,
    Schedule,
}

/// <summary>Names of <see cref="LedgerGroup"/> as addresses have them.</summary>
internal static class LedgerGroups
{
    public static IReadOnlyList<string> All { get; } = ["day", "provider", "job", "user", "schedule"];

    /// <summary>The group; null when there is none of that name.</summary>
    public static LedgerGroup? Parse(string? name) => All.Contains(name) ? Enum.Parse<LedgerGroup>(name!, ignoreCase: true) : null;

    public static string NameOf(LedgerGroup group) => All[(int)group];
}

/// <summary>What was booked.</summary>
/// <param name="Calls">Calls to the provider.</param>
/// <param name="Reserved">Credits that calls under way hold at this moment.</param>
/// <param name="Charged">Credits that count as spent.</param>
/// <param name="Unknown">Those of <paramref name="Charged"/> that were reserved for answers that were never seen.</param>
/// <param name="Free">Answers of the provider that cost nothing.</param>
/// <param name="Disputed">Answers whose price was not believed: the usual one was charged.</param>
internal record LedgerSums(long Calls, decimal Reserved, decimal Charged, decimal Unknown, long Free, long Disputed)
{
    public static LedgerSums Of(LedgerRow row) => new(row.Calls, row.Reserved, row.Charged, row.Unknown, row.Free, row.Disputed);

    /// <summary>What remains of these when those are taken off.</summary>
    public LedgerSums Less(LedgerSums less) =>
        new(Calls - less.Calls, Reserved - less.Reserved, Charged - less.Charged, Unknown - less.Unknown, Free - less.Free, Disputed - less.Disputed);

    public static LedgerSums None { get; } = new(0, 0, 0, 0, 0, 0);
}

/// <summary>One line.</summary>
/// <param name="Key">A day, a provider, a job's id, who asked, or a schedule's id; null for what has none.</param>
/// <param name="Label">The same for people.</param>
internal sealed record LedgerViewLine(string? Key, string Label, long Calls, decimal Reserved, decimal Charged, decimal Unknown, long Free, long Disputed)
    : LedgerSums(Calls, Reserved, Charged, Unknown, Free, Disputed);

/// <summary>Lines that are not shown one by one.</summary>
/// <param name="Lines">How many.</param>
internal sealed record LedgerOthers(long Lines, long Calls, decimal Reserved, decimal Charged, decimal Unknown, long Free, long Disputed)
    : LedgerSums(Calls, Reserved, Charged, Unknown, Free, Disputed);

/// <summary>
/// A workspace's ledger: lines, others and elsewhere add up to <paramref name="Total"/>, which is what the days say and what budgets are
/// reckoned from. The sandbox does not count.
/// </summary>
/// <param name="Lines">Days newest first, everything else by what it cost.</param>
/// <param name="Others">All further lines together; null when there are none.</param>
/// <param name="Elsewhere">
/// Lines of jobs, users and schedules are those of jobs that were made in these days, with all that they have cost. This is what the days
/// say beyond that: jobs of other days and jobs that were removed. Below nothing where jobs of these days cost credits after them. Null
/// when there is nothing.
/// </param>
/// <param name="Bounded">Whether there are more jobs than are looked at; the older ones are then elsewhere.</param>
internal sealed record LedgerView(LedgerGroup By, DateOnly From, DateOnly To, string TimeZone, IReadOnlyList<LedgerViewLine> Lines, LedgerOthers? Others, LedgerSums? Elsewhere, bool Bounded, LedgerSums Total);
