using System.Text.Json;
using AdaptiveOutbound.Data.Audit;
using AdaptiveOutbound.Data.Providers;
using AdaptiveOutbound.Data.Records;
using AdaptiveOutbound.Jobs.Audit;

namespace AdaptiveOutbound.Jobs.Records;

/// <summary>
/// What happened to a record, from where its values come from, what was asked about it, and the audit log. What left no trace in its
/// values, as an edit that was edited again, is there while its line is among the workspace's newest thousand.
/// </summary>
internal sealed class ReadRecordHistory(AuditRows audit)
{
    private const int Most = 50;
    private static readonly TimeSpan SameMoment = TimeSpan.FromSeconds(30);

    /// <summary>Newest first, at most 50 steps.</summary>
    public async Task<IReadOnlyList<RecordEvent>> ExecuteAsync(Guid workspaceId, RecordKind kind, RecordView record, CancellationToken cancellationToken)
    {
        var origins = OriginsOf(record);
        DateTimeOffset[] moments = [.. origins.Where(from => from.Origin.JobId is null).Select(from => from.Origin.ObservedAt).Append(record.CreatedAt).Distinct().Order().TakeLast(Most)];
        var lines = await audit.OfSubjectAsync(workspaceId, AuditedRecords.Subject(kind, record.Id), record.CreatedAt, moments, Most, cancellationToken);
        List<RecordEvent> events = [.. lines.Select(Told).OfType<RecordEvent>()];
        AddLookups(events, record.Lookups ?? [], origins);
        foreach (var (origin, fields) in origins)
            AddOrigin(events, origin, fields);
        if (!events.Exists(step => step.Kind is RecordEventKind.Imported or RecordEventKind.Written && step.At < record.CreatedAt + SameMoment))
            events.Add(new(RecordEventKind.Added, record.CreatedAt, []));
        return [.. events.OrderByDescending(step => step.At).Take(Most)];
    }

    /// <summary>The origins of its values and of those that they replaced, each with its fields; a job counts once.</summary>
    private static List<(Origin Origin, IReadOnlyList<string> Fields)> OriginsOf(RecordView record) =>
    [
        .. record.Provenance.SelectMany(field => new[] { Now(field.Value), field.Value.Before }.OfType<Origin>().Select(origin => (Field: field.Key, Origin: origin)))
            .GroupBy(of => of.Origin.JobId is null ? of.Origin : of.Origin with { ObservedAt = default })
            .Select(group => (group.MaxBy(of => of.Origin.ObservedAt).Origin, (IReadOnlyList<string>)[.. group.Select(of => of.Field).Distinct()])),
    ];

    private static Origin? Now(FieldOrigin from) => from is { Source: { } source, ObservedAt: { } at } ? new(source, from.Provider, from.JobId, at) : null;

    private static RecordEvent? Told(AuditEvent line)
    {
        RecordEventKind? kind = line.Action switch { AuditActions.RecordEdited => RecordEventKind.Edited, AuditActions.RecordWritten => RecordEventKind.Written, _ => null };
        var fields = line.Detail is null ? null : JsonSerializer.Deserialize<Dictionary<string, string>>(line.Detail)?.GetValueOrDefault("fields");
        return kind is { } known ? new(known, line.CreatedAt, fields?.Split(", ") ?? [], line.Actor) : null;
    }

    // A match says which values it brought, where they still stand.
    private static void AddLookups(List<RecordEvent> events, IReadOnlyList<PastLookup> lookups, List<(Origin Origin, IReadOnlyList<string> Fields)> origins)
    {
        foreach (var lookup in lookups)
        {
            var place = lookup.State == LookupState.Matched ? origins.FindIndex(from => from.Origin.Provider == lookup.Provider && from.Origin.JobId == lookup.JobId) : -1;
            events.Add(new(RecordEventKind.Asked, lookup.AskedAt, place < 0 ? [] : origins[place].Fields, Provider: lookup.Provider, JobId: lookup.JobId, Lookup: lookup));
            if (place >= 0) origins.RemoveAt(place);
        }
    }

    // Where a line of the audit log tells of it already, it may not name the fields.
    private static void AddOrigin(List<RecordEvent> events, Origin origin, IReadOnlyList<string> fields)
    {
        var line = origin.JobId is null
            ? events.FindIndex(step => step.Actor is not null && step.Kind == KindOf(origin) && (step.At - origin.ObservedAt).Duration() < SameMoment) : -1;
        if (line < 0)
            events.Add(new(KindOf(origin), origin.ObservedAt, fields, Provider: origin.Provider, JobId: origin.JobId));
        else if (events[line].Fields.Count == 0)
            events[line] = events[line] with { Fields = fields };
    }

    private static RecordEventKind KindOf(Origin origin) => origin switch
    {
        { Source: OriginSources.Edited } => RecordEventKind.Edited,
        { Source: OriginSources.Enriched } => RecordEventKind.Enriched,
        { JobId: null } => RecordEventKind.Written,
        _ => RecordEventKind.Imported,
    };
}
