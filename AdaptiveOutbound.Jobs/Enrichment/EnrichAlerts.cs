using AdaptiveOutbound.Data.Credits;
using AdaptiveOutbound.Data.Lanes;
using AdaptiveOutbound.Data.Records;
using AdaptiveOutbound.Jobs.Credits;
using AdaptiveOutbound.Jobs.Lanes;
using AdaptiveOutbound.Jobs.Providers;

namespace AdaptiveOutbound.Jobs.Enrichment;

/// <summary>What a batch tells people about money: shares of a budget that are spent, jobs at their limit, prices, credits that are used up.</summary>
internal sealed class EnrichAlerts(Batch batch, EnrichmentSettings settings, TimeProvider clock)
{
    private readonly Dictionary<Guid, decimal> _full = [];
    private decimal _refused;
    private int _disputed;
    private LaneStop? _stop;

    /// <summary>Whether jobs are stopped at their limit.</summary>
    public bool StopsJobs => _full.Count > 0;

    public void Ran(CallRunner runner, LookupBooking bookings)
    {
        _stop = runner.Stop;
        _refused = bookings.Refused.Count > 0 ? bookings.Refused.Min(ask => ask.Reserved) : 0;
    }

    public void Note(IReadOnlyList<Ask> asks)
    {
        _disputed = asks.Count(ask => ask.Disputed);
        foreach (var job in asks.Where(ask => ask.LeftOut == Reservation.JobFull).GroupBy(ask => ask.Items[0].JobId))
            _full[job.Key] = job.Min(ask => ask.Reserved);
    }

    /// <summary>What commits with the batch, behind its usage.</summary>
    /// <param name="spent">Credits of the batch that count.</param>
    public IEnumerable<IBatchEffect> Effects(decimal spent)
    {
        if (batch.Lane.Provider == SandboxProvider.ProviderName) yield break;
        var today = UsageDays.Today(clock, settings.TimeZone);
        if (settings.HasLimits && (spent > 0 || _refused > 0))
            yield return new RaiseBudgetAlerts(batch.Lane.WorkspaceId, today, UsageDays.EndOfDay(today, settings.TimeZone), UsageDays.EndOfMonth(today, settings.TimeZone), _refused);
        if (_disputed > 0)
            yield return Once(AlertCodes.Disputed, today, "warning", $"{batch.Lane.Provider} named prices that are not believed: the usual price was booked, and the questions are marked as disputed. Compare with the provider's own account.");
        if (_stop is { IsDearer: true })
            yield return Once(AlertCodes.Price, today, "error", _stop.Wait.Message);
        if (_stop is { Wait.Reason: "provider_credits" })
            yield return Once(AlertCodes.ProviderCredits, today, "error", $"{batch.Lane.Provider}: {_stop.Wait.Message}");
        if (_full.Count > 0)
            yield return new StopOverBudget(batch.Lane.WorkspaceId, _full);
    }

    // Once a day and provider: what goes on is not told with each batch.
    private RaiseAlert Once(string code, DateOnly today, string level, string message) =>
        new(batch.Lane.WorkspaceId, code, $"{batch.Lane.Provider} {today:yyyy-MM-dd}", level, message);
}
