using System.Globalization;
using AdaptiveOutbound.Data.Credits;

namespace AdaptiveOutbound.Jobs.Credits;

/// <summary>What a provider's counter tells of a day.</summary>
internal enum CountResult
{
    /// <summary>The first one: there is none to compare with.</summary>
    First,

    /// <summary>What was taken is what was booked, or nearly.</summary>
    Matches,

    /// <summary>What was taken is not what was booked.</summary>
    Differs,

    /// <summary>The counter rose: a new billing period or a top-up.</summary>
    Rose,

    /// <summary>The key is another one, and its counter too.</summary>
    OtherKey,

    /// <summary>There is no count of the day.</summary>
    NotTold,
}

/// <summary>Two readings of a provider's counter beside what was booked between them. Pure.</summary>
/// <param name="Since">Day of the reading before; null of the first one and of those that cannot be compared.</param>
/// <param name="Taken">What the counter fell by; null where it cannot be compared.</param>
/// <param name="Booked">Credits booked between the readings.</param>
internal readonly record struct CountComparison(CountResult Result, DateOnly? Since, decimal? Taken, decimal? Booked)
{
    /// <summary>Credits that a difference may always have: calls are under way when a counter is read.</summary>
    public const decimal Least = 10;

    /// <summary>The share of what was booked that it may have, where that is more.</summary>
    public const decimal Share = 0.02m;

    /// <summary>Taken less booked; null where it cannot be compared.</summary>
    public decimal? Difference => Taken - Booked;

    public static CountComparison Of(ProviderCount now, ProviderCount? before)
    {
        if (before is null) return new(CountResult.First, null, null, null);
        if (now.Fingerprint != before.Fingerprint) return new(CountResult.OtherKey, null, null, null);
        var booked = now.Booked - before.Booked;
        if (now.CreditsLeft > before.CreditsLeft) return new(CountResult.Rose, before.Day, null, booked);
        var taken = before.CreditsLeft - now.CreditsLeft;
        return new(Math.Abs(taken - booked) > Math.Max(Least, booked * Share) ? CountResult.Differs : CountResult.Matches, before.Day, taken, booked);
    }

    /// <summary>One or two sentences for people.</summary>
    public string Say() => Result switch
    {
        CountResult.First => "The first reading: differences show from the next one on.",
        CountResult.Matches when Difference == 0 => "The provider took what was booked.",
        CountResult.Matches => "Nearly the same: calls were under way when the counter was read, or answers were never seen.",
        CountResult.Differs when Difference > 0 => "The provider took more than was booked. The key may be used elsewhere too: compare with the provider's own account.",
        CountResult.Differs => "The provider took less than was booked: answers that were never seen and cost nothing, or credits that were added meanwhile.",
        CountResult.Rose => "The counter rose: a new billing period or a top-up. It is compared again from here.",
        CountResult.OtherKey => "The key is another one: its counter is compared from here.",
        _ => "Not compared: the provider did not say what is left, or could not be asked.",
    };

    /// <summary>What an alert says of a difference.</summary>
    public string Alert(string provider, DateOnly day) => string.Create(CultureInfo.InvariantCulture,
        $"{provider}: its own counter fell by {Taken:0.####} credits from {Since:yyyy-MM-dd} to {day:yyyy-MM-dd}, and {Booked:0.####} were booked. {Say()}");
}
