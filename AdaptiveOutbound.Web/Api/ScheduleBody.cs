using System.Text.Json;
using AdaptiveOutbound.Data.Records;
using AdaptiveOutbound.Data.Schedules;
using AdaptiveOutbound.Jobs.Schedules;

namespace AdaptiveOutbound.Web.Api;

/// <summary>A schedule as it is sent. What the answers add is read over, so that what was read can be sent back changed.</summary>
internal sealed record ScheduleBody(string? Name, string? Cron, string? TimeZone, string? Type, JsonElement? Filter, string? Provider, decimal? MaxCredits, int? Priority, string? Overlap,
    string? Missed, bool? Enabled, Guid? Id, DateTimeOffset? NextRunAt, DateTimeOffset? LastRunAt, Guid? LastJobId, string? WaitingMessage, string? CreatedBy, DateTimeOffset? CreatedAt,
    DateTimeOffset? UpdatedAt, JsonElement? NextTimes)
{
    public const string Example = """{"name":"Nightly refresh","cron":"30 2 * * *","timeZone":"Europe/Berlin","type":"enrich_accounts","filter":{"stale":true},"maxCredits":100,"overlap":"skip","missed":"once"}""";

    /// <summary>The schedule that is wanted, or what is wrong with the body.</summary>
    public (WantedSchedule? Wanted, IResult? Problem) Read()
    {
        foreach (var (field, value) in new[] { ("name", Name), ("cron", Cron), ("type", Type) })
            if (value is null) return (null, JsonBody.Invalid(JsonBody.Wrong(field, $"{field} is missing.")));
        var (filter, wrong) = Filter is { ValueKind: not JsonValueKind.Null } given ? FilterBody.Read(given, "filter") : (new RecordFilter(), null);
        return wrong is not null ? (null, JsonBody.Invalid(wrong))
            : (new(Name!, Cron!, TimeZone, Type!, filter, Provider, MaxCredits, Priority ?? 5, Overlap ?? ScheduleOverlap.Skip, Missed ?? ScheduleMissed.Once, Enabled ?? true), null);
    }
}
