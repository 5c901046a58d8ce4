namespace AdaptiveOutbound.Data.Records;

/// <summary>A record's columns after a merge.</summary>
/// <param name="Changed">False when nothing needs to be written; both texts are then the ones that were given.</param>
public sealed record MergeResult(string FieldsJson, string ProvenanceJson, bool Changed);

/// <summary>Decides, field by field, whose value wins: edited by hand over imported over enriched. Pure.</summary>
public static class RecordMerge
{
    /// <summary>
    /// Merges values into a record. An empty value says nothing, except in an edit, where it clears the field: a field that a
    /// person cleared stays empty until a person fills it. The value that was replaced is kept for undo; what one job writes
    /// in several steps keeps the value from before the job.
    /// </summary>
    /// <param name="fieldsJson">The column <c>fields</c>.</param>
    /// <param name="provenanceJson">The column <c>provenance</c>.</param>
    /// <param name="incoming">Field to normalised value.</param>
    /// <param name="origin">Where the values come from.</param>
    public static MergeResult Apply(string fieldsJson, string provenanceJson, IReadOnlyDictionary<string, string> incoming, Origin origin)
    {
        if (RecordJson.IsEmpty(fieldsJson) && RecordJson.IsEmpty(provenanceJson))
            return Fresh(fieldsJson, provenanceJson, incoming, origin);
        var fields = RecordJson.ReadFields(fieldsJson);
        var provenance = Provenance.Parse(provenanceJson);
        var changed = false;
        foreach (var (field, value) in incoming)
            changed |= Set(fields, provenance, field, value, origin);
        return changed ? new(RecordJson.WriteFields(fields), provenance.ToJson(), true) : new(fieldsJson, provenanceJson, false);
    }

    /// <summary>Whether a value of <paramref name="incoming"/> replaces one of <paramref name="existing"/>.</summary>
    /// <param name="existing">Null when nobody noted where the value comes from: it then counts as imported at some time.</param>
    /// <param name="incoming">The new value's origin.</param>
    internal static bool Wins(Origin? existing, Origin incoming)
    {
        var (old, now) = (Rank(existing?.Source ?? OriginSources.Imported), Rank(incoming.Source));
        if (old != now || existing is null)
            return now >= old;
        if (incoming.Source != OriginSources.Enriched || IsSandbox(existing) == IsSandbox(incoming))
            return incoming.ObservedAt >= existing.ObservedAt;
        return IsSandbox(existing);
    }

    private static MergeResult Fresh(string fieldsJson, string provenanceJson, IReadOnlyDictionary<string, string> incoming, Origin origin)
    {
        var filled = incoming.Where(field => field.Value.Length > 0);
        return filled.Any()
            ? new(RecordJson.WriteFields(incoming), Provenance.ToJson(filled.Select(field => field.Key), origin), true)
            : new(fieldsJson, provenanceJson, false);
    }

    private static bool Set(Dictionary<string, string> fields, Provenance provenance, string field, string value, Origin origin)
    {
        var known = provenance.Of(field);
        var old = fields.GetValueOrDefault(field);
        var holds = old is not null || known?.Origin?.Source == OriginSources.Edited;
        if (value.Length == 0 && (origin.Source != OriginSources.Edited || old is null))
            return false;
        if (holds && !Wins(known?.Origin, origin))
            return false;
        // The same value again from the same kind of source changes nothing: importing a file twice writes it once.
        if (old == value && known?.Origin is { } from && from.Source == origin.Source && from.Provider == origin.Provider)
            return false;
        provenance.Set(field, IsSameStep(known, origin) ? known! with { Origin = origin } : new(origin, old, old is null ? null : known?.Origin));
        if (value.Length == 0)
            fields.Remove(field);
        else
            fields[field] = value;
        return true;
    }

    private static bool IsSameStep(FieldProvenance? known, Origin origin) => origin.JobId is not null && known?.Origin?.JobId == origin.JobId;

    private static int Rank(string source) => source switch
    {
        OriginSources.Edited => 3,
        OriginSources.Imported => 2,
        _ => 1,
    };

    private static bool IsSandbox(Origin origin) => origin.Provider == OriginSources.Sandbox;
}
