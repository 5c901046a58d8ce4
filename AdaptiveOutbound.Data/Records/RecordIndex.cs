namespace AdaptiveOutbound.Data.Records;

/// <summary>What a line's keys point at.</summary>
/// <param name="Record">The record; null when there is none, or more than one.</param>
/// <param name="AmbiguousField">The field that points elsewhere; null when the answer is clear.</param>
internal readonly record struct RecordMatch(KnownRecord? Record, string? AmbiguousField);

/// <summary>The records that the keys of a batch may mean. Decides which one a line is. Pure.</summary>
internal sealed class RecordIndex
{
    private readonly Dictionary<string, KnownRecord> _primary;
    private readonly Dictionary<string, List<KnownRecord>> _slug;
    private readonly Dictionary<string, List<KnownRecord>> _name;

    /// <param name="known">Records that are there.</param>
    /// <param name="room">How many more are expected.</param>
    public RecordIndex(IReadOnlyCollection<KnownRecord> known, int room = 0)
    {
        var most = known.Count + room;
        (_primary, _slug, _name) = (new(most, StringComparer.Ordinal), new(most, StringComparer.Ordinal), new(most, StringComparer.Ordinal));
        foreach (var record in known)
            Add(record);
    }

    /// <summary>Makes the record known.</summary>
    public void Add(KnownRecord record) => Note(record, default);

    /// <summary>Gives the record keys that it lacked, or another page or name than it had.</summary>
    public void Rename(KnownRecord record, RecordKeys keys)
    {
        var old = record.Keys;
        if (old == keys)
            return;
        record.Keys = keys;
        record.Changed = true;
        Note(record, old);
    }

    /// <summary>
    /// The strongest key decides. A record that is found by a weaker key must lack the stronger ones that the line has: else it
    /// is somebody else, and the line is new. A line whose page belongs to another record than its strongest key is ambiguous.
    /// </summary>
    public RecordMatch Find(RecordKeys keys)
    {
        if (keys.Primary is not null && _primary.TryGetValue(keys.Primary, out var owner))
            return Contradicts(owner, keys.Slug) ? new(null, "linkedin_url") : new(owner, null);
        if (keys.Slug is not null)
        {
            var match = Pick(Of(_slug, keys.Slug, r => r.Keys.Slug == keys.Slug && (keys.Primary is null || r.Keys.Primary is null)), keys.Primary is null, "linkedin_url");
            if (match.Record is not null || match.AmbiguousField is not null)
                return match;
        }

        if (keys.NameKey is null)
            return default;
        var named = Of(_name, keys.NameKey, r => r.Keys.NameKey == keys.NameKey
            && (keys.Primary is null || r.Keys.Primary is null) && (keys.Slug is null || r.Keys.Slug is null));
        return Pick(named, keys.Primary is null && keys.Slug is null, "last_name");
    }

    /// <summary>The answer when the line was imported before: of several records that it may mean, the one that was made first.</summary>
    public KnownRecord? FindImported(RecordKeys keys)
    {
        var match = Find(keys);
        if (match.AmbiguousField is null || (keys.Primary is not null && _primary.ContainsKey(keys.Primary)))
            return match.Record ?? (keys.Primary is null ? null : _primary.GetValueOrDefault(keys.Primary));
        var among = keys.Slug is not null ? _slug[keys.Slug] : _name[keys.NameKey!];
        return among.MinBy(record => record.Id);
    }

    private bool Contradicts(KnownRecord owner, string? slug) =>
        slug is not null && owner.Keys.Slug != slug && _slug.TryGetValue(slug, out var others) && others.Any(other => other.Keys.Slug == slug);

    private static RecordMatch Pick(List<KnownRecord> found, bool isStrongest, string field)
    {
        if (found.Count <= 1)
            return new(found.FirstOrDefault(), null);
        // At most one record has no stronger key: the database holds that.
        var weakest = found.Find(record => record.Keys.Primary is null && (field == "linkedin_url" || record.Keys.Slug is null));
        return new(weakest, weakest is null && isStrongest ? field : null);
    }

    private static List<KnownRecord> Of(Dictionary<string, List<KnownRecord>> index, string key, Predicate<KnownRecord> fits) =>
        index.TryGetValue(key, out var found) ? found.FindAll(fits) : [];

    private void Note(KnownRecord record, RecordKeys old)
    {
        if (record.Keys.Primary is { } primary && primary != old.Primary)
            _primary[primary] = record;
        if (record.Keys.Slug is { } slug && slug != old.Slug)
            List(_slug, slug).Add(record);
        if (record.Keys.NameKey is { } name && name != old.NameKey)
            List(_name, name).Add(record);
    }

    private static List<KnownRecord> List(Dictionary<string, List<KnownRecord>> index, string key)
    {
        if (!index.TryGetValue(key, out var list))
            index[key] = list = new(1);
        return list;
    }
}
