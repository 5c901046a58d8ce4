using System.Globalization;
using AdaptiveOutbound.Data.Credits;
using AdaptiveOutbound.Data.Lanes;

namespace AdaptiveOutbound.Jobs.Credits;

/// <summary>What a workspace may still spend, and how long it must wait when that is too little. Pure.</summary>
internal static class Budget
{
    /// <summary>How long a lane rests while calls under way hold what is left: they end within seconds.</summary>
    public static readonly TimeSpan ForCallsUnderWay = TimeSpan.FromSeconds(2);

    /// <summary>What is neither spent nor reserved, 0 or more; null when neither the day nor the month has a limit.</summary>
    public static decimal? Left(BudgetRow budget)
    {
        var left = Least(budget.PerDay - budget.Today, budget.PerMonth - budget.Month) - budget.Reserved;
        return left is < 0 ? 0 : left;
    }

    /// <summary>The same for one new job, which may have a limit of its own.</summary>
    public static decimal? LeftForJob(BudgetRow budget) => Least(Left(budget), budget.PerJob);

    /// <summary>The rest of a lane whose next question costs <paramref name="price"/> and does not fit.</summary>
    /// <param name="timeZone">Whose days and months are counted.</param>
    public static LaneWait Rest(BudgetRow budget, decimal price, string timeZone, TimeProvider clock)
    {
        var today = UsageDays.Today(clock, timeZone);
        // Whatever calls under way give back, it does not fit.
        if (budget.Month + price > budget.PerMonth)
            return new(UsageDays.EndOfMonth(today, timeZone), "budget", Used(budget.Month, budget.PerMonth!.Value, "month", price));
        if (budget.Today + price > budget.PerDay)
            return new(UsageDays.EndOfDay(today, timeZone), "budget", Used(budget.Today, budget.PerDay!.Value, "day", price));
        return new(clock.GetUtcNow() + ForCallsUnderWay, "budget", "What is left of the credits is held by calls under way.");
    }

    private static string Used(decimal spent, decimal cap, string window, decimal price) => string.Create(CultureInfo.InvariantCulture,
        $"{spent:0.####} of {cap:0.####} credits a {window} are spent{(spent < cap ? $", and the next question may cost {price:0.####}" : "")}. An admin may raise the limit under Settings.");

    private static decimal? Least(decimal? one, decimal? other) => one is null ? other : other is null || one < other ? one : other;
}
