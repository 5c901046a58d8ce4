using AdaptiveOutbound.Data.Records;
using AdaptiveOutbound.Data.Schedules;
using AdaptiveOutbound.Jobs.Imports;

namespace AdaptiveOutbound.Jobs.Schedules;

/// <summary>A schedule as people and scripts see it.</summary>
/// <param name="Cron">Five fields, read in <paramref name="TimeZone"/>.</param>
/// <param name="Type"><c>enrich_accounts</c> or <c>enrich_contacts</c>.</param>
/// <param name="Provider">Whom it asks. Saved without one, it is Apollo where the workspace has its key then; else null, and the keys decide at each run.</param>
/// <param name="MaxCredits">The most credits that one run may spend: it takes as many records as that can pay, the oldest answers first. Null: no limit of its own.</param>
/// <param name="Overlap"><c>skip</c> leaves a time out while the job before has not ended, <c>queue</c> makes the job all the same.</param>
/// <param name="Missed">What becomes of times that passed while no worker ran: <c>skip</c> leaves them out, <c>once</c> runs once for all of them.</param>
/// <param name="NextRunAt">When it starts next, its share of the spread included; null while it is paused.</param>
/// <param name="WaitingMessage">Why it waits for a person; null when it does not.</param>
internal sealed record ScheduleView(Guid Id, string Name, string Cron, string TimeZone, string Type, RecordFilter Filter, string? Provider, decimal? MaxCredits, int Priority,
    string Overlap, string Missed, bool Enabled, DateTimeOffset? NextRunAt, DateTimeOffset? LastRunAt, Guid? LastJobId, string? WaitingMessage, string? CreatedBy,
    DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt)
{
    /// <summary>Rises with each change by people.</summary>
    [System.Text.Json.Serialization.JsonIgnore] public int Revision { get; init; }

    /// <summary>What it enriches.</summary>
    [System.Text.Json.Serialization.JsonIgnore] public RecordKind Kind => KindOf(Type);

    internal static RecordKind KindOf(string type) => type == Data.Jobs.JobTypes.EnrichAccounts ? RecordKind.Account : RecordKind.Contact;

    internal static ScheduleView From(Schedule s) => new(s.Id, s.Name, s.Cron, s.TimeZone, s.Type, PayloadJson.Read<RecordFilter>(s.Filter), s.Provider, s.MaxCredits, s.Priority,
        s.Overlap, s.Missed, s.Enabled, s.NextRunAt, s.LastRunAt, s.LastJobId, s.WaitingMessage, s.CreatedBy, s.CreatedAt, s.UpdatedAt) { Revision = s.Revision };
}

/// <summary>One firing of a schedule.</summary>
/// <param name="DueAt">The time that the cron named; of a run by hand, when it was asked for.</param>
/// <param name="Outcome"><c>started, nothing_to_do, overlap, missed, waits</c>.</param>
internal sealed record ScheduleRunView(Guid Id, DateTimeOffset DueAt, DateTimeOffset FiredAt, string Outcome, string? Message, Guid? JobId);
