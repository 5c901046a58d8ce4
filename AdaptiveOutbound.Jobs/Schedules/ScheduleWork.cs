using AdaptiveOutbound.Data.Jobs;
using AdaptiveOutbound.Data.Lanes;
using AdaptiveOutbound.Data.Records;
using AdaptiveOutbound.Data.Schedules;
using AdaptiveOutbound.Jobs.Credits;
using AdaptiveOutbound.Jobs.Enrichment;
using AdaptiveOutbound.Jobs.Imports;
using AdaptiveOutbound.Jobs.Jobs;
using AdaptiveOutbound.Jobs.Providers;

namespace AdaptiveOutbound.Jobs.Schedules;

/// <summary>What one run of a schedule takes.</summary>
/// <param name="Provider">Who is asked.</param>
/// <param name="Selection">Which records; with a budget, no more than it can pay.</param>
internal sealed record ScheduledWork(string Provider, RecordSelection Selection);

/// <summary>Turns a schedule into the job of one run.</summary>
internal sealed class ScheduleWork(ChooseProvider choose, RecordStore records, IEnumerable<IProvider> providers, JobWriter jobs)
{
    /// <summary>What a run would take now, or why it cannot.</summary>
    public async Task<(ScheduledWork? Work, JobRefusal? Refusal)> FindAsync(Guid workspaceId, ScheduleView schedule, CancellationToken cancellationToken)
    {
        var (name, why) = await choose.ExecuteAsync(workspaceId, schedule.Provider, cancellationToken);
        if (name is null)
            return (null, ChooseProvider.Refusal(why!.Value));
        var filter = schedule.Filter with { Real = name != SandboxProvider.ProviderName };
        if (schedule.MaxCredits is not { } budget || !filter.Real)
            return (new(name, new(schedule.Kind, filter)), null);
        var (settings, _, _) = await records.LoadAsync(workspaceId, schedule.Kind, [], [], cancellationToken);
        var price = providers.First(p => p.Name == name).MaxCredits(EstimateJob.Any(schedule.Kind), new AskOptions(settings.RevealPersonalEmails));
        if (price <= 0)
            return (new(name, new(schedule.Kind, filter)), null);
        var most = decimal.Floor(budget / price);
        return most < 1
            ? (null, new JobRefusal("budget", string.Create(System.Globalization.CultureInfo.InvariantCulture, $"One record may cost {price:0.####} credits, and a run may spend {budget:0.####}: raise the budget of the schedule."), "maxCredits"))
            : (new(name, new(schedule.Kind, filter, (int)decimal.Min(most, int.MaxValue))), null);
    }

    /// <summary>The job of a run; its lane is made when it is new.</summary>
    /// <param name="by">Who it runs for, for people.</param>
    public async Task<NewJob> JobAsync(Guid workspaceId, ScheduleView schedule, ScheduledWork work, string? by, CancellationToken cancellationToken)
    {
        var lane = await jobs.LaneAsync(workspaceId, schedule.Type, work.Provider, cancellationToken);
        // Who names an age wants those answers anew, also where they would still be used again.
        var payload = new EnrichPayload(schedule.Filter, null, work.Provider, Refresh: schedule.Filter.OlderThanDays is not null);
        return new NewJob(Guid.CreateVersion7(), lane, schedule.Type, schedule.Name, PayloadJson.Write(payload), 0, 0)
        {
            Queue = LaneQueues.Bulk, Priority = (short)schedule.Priority, CreatedBy = by, ScheduleId = schedule.Id, MaxCredits = schedule.MaxCredits, Selection = work.Selection,
        };
    }
}
