namespace AdaptiveOutbound.Data.Records;

/// <summary>A record without what one job wrote.</summary>
/// <param name="Count">Fields that got their earlier value back, or are empty again.</param>
internal sealed record RestoredRecord(Guid Id, RecordKeys Keys, string Fields, string Provenance, int Count);

/// <summary>A record without what one enrichment wrote.</summary>
/// <param name="Restored">Fields that got their earlier value back, or are empty again.</param>
/// <param name="Kept">Fields whose value came later and replaced the job's.</param>
/// <param name="EnrichedAt">When the newest of its enriched values was seen; null when it has none any more.</param>
internal sealed record RevertedRecord(string Fields, string Provenance, int Restored, int Kept, DateTimeOffset? EnrichedAt);

/// <summary>Takes back what one job wrote into a record. Pure.</summary>
internal static class RecordUndo
{
    /// <summary>Whether nobody but the job has written to the record: it was neither edited nor enriched, and no other import changed it.</summary>
    public static bool IsOnlyOf(KnownRecord record, Guid jobId) =>
        record.EnrichedAt is null && Provenance.Parse(record.Provenance).Fields.Values.All(field => field.Origin?.JobId == jobId);

    /// <summary>Gives the fields whose value is the job's their earlier one back; values that came later stay.</summary>
    /// <param name="keepIdentity">Leaves the fields that say who it is.</param>
    public static RestoredRecord Restore(RecordKind kind, KnownRecord record, Guid jobId, bool keepIdentity)
    {
        var (fields, provenance) = (RecordJson.ReadFields(record.Fields), Provenance.Parse(record.Provenance));
        string[] mine = [.. provenance.Fields.Where(f => f.Value.Origin?.JobId == jobId && !(keepIdentity && IsIdentity(kind, f.Key))).Select(f => f.Key)];
        foreach (var field in mine)
            Restore(fields, provenance, field);
        return new(record.Id, KeysOf(kind, record.Keys, fields, mine), RecordJson.WriteFields(fields), provenance.ToJson(), mine.Length);
    }

    /// <summary>
    /// As <see cref="Restore(RecordKind, KnownRecord, Guid, bool)"/> for an enrichment, which never says who a record is: its keys stay. A value that
    /// came later forgets the one of the job that it replaced, else taking that back too would bring the job's value back. Null when the job left no
    /// trace in the record.
    /// </summary>
    public static RevertedRecord? Revert(KnownRecord record, Guid jobId)
    {
        // A look at the text spares reading the provenance of records that the job did not change.
        if (!record.Provenance.Contains(jobId.ToString(), StringComparison.Ordinal))
            return null;
        var (fields, provenance) = (RecordJson.ReadFields(record.Fields), Provenance.Parse(record.Provenance));
        string[] mine = [.. provenance.Fields.Where(f => f.Value.Origin?.JobId == jobId).Select(f => f.Key)];
        string[] later = [.. provenance.Fields.Where(f => f.Value.PreviousOrigin?.JobId == jobId).Select(f => f.Key).Except(mine)];
        foreach (var field in mine)
            Restore(fields, provenance, field);
        foreach (var field in later)
            provenance.Set(field, new(provenance.Of(field)!.Origin));
        var enriched = provenance.Fields.Values.Select(f => f.Origin).Where(origin => origin?.Source == OriginSources.Enriched).Max(origin => origin?.ObservedAt);
        return new(RecordJson.WriteFields(fields), provenance.ToJson(), mine.Length, later.Length, enriched);
    }

    private static void Restore(Dictionary<string, string> fields, Provenance provenance, string field)
    {
        var known = provenance.Of(field)!;
        if (known.Previous is null)
            fields.Remove(field);
        else
            fields[field] = known.Previous;
        if (known.Previous is not null && known.PreviousOrigin is not null)
            provenance.Set(field, new(known.PreviousOrigin));
        else
            provenance.Remove(field);
    }

    private static RecordKeys KeysOf(RecordKind kind, RecordKeys keys, Dictionary<string, string> fields, string[] restored)
    {
        var primary = kind == RecordKind.Account ? "domain" : "email";
        if (restored.Contains(primary))
            keys = keys with { Primary = fields.GetValueOrDefault(primary)?.ToLowerInvariant() };
        if (restored.Contains("linkedin_url"))
            keys = keys with { Slug = fields.GetValueOrDefault("linkedin_url") };
        if (kind == RecordKind.Contact && restored.Any(field => field is "first_name" or "last_name" or "domain"))
            keys = keys with { NameKey = RecordKeys.NameKeyOf(fields.GetValueOrDefault("first_name"), fields.GetValueOrDefault("last_name"), fields.GetValueOrDefault("domain")) };
        return keys;
    }

    private static bool IsIdentity(RecordKind kind, string field) => field is "domain" or "linkedin_url"
        || (kind == RecordKind.Contact && field is "email" or "first_name" or "last_name");
}
