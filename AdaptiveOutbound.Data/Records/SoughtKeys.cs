namespace AdaptiveOutbound.Data.Records;

/// <summary>The different keys of a batch, by how they are looked for.</summary>
/// <param name="Names">Name keys of inputs without a primary key: every contact of that name may be meant.</param>
/// <param name="NamesBesidePrimaries">Name keys of inputs with one: only a contact without an e-mail may be meant.</param>
internal sealed record SoughtKeys(string[] Primaries, string[] Slugs, string[] Names, string[] NamesBesidePrimaries)
{
    /// <summary>What the rules of identity need to see, and no more: looking up a million names costs an import much of its time.</summary>
    public static SoughtKeys Of(IEnumerable<RecordKeys> keys) => Of(keys, everyName: false);

    /// <summary>Also the records that had one of the names and got another primary key meanwhile.</summary>
    public static SoughtKeys WithEveryName(IEnumerable<RecordKeys> keys) => Of(keys, everyName: true);

    private static SoughtKeys Of(IEnumerable<RecordKeys> keys, bool everyName)
    {
        HashSet<string> primaries = new(StringComparer.Ordinal), slugs = new(StringComparer.Ordinal);
        HashSet<string> names = new(StringComparer.Ordinal), beside = new(StringComparer.Ordinal);
        foreach (var key in keys)
        {
            if (key.Primary is not null) primaries.Add(key.Primary);
            if (key.Slug is not null) slugs.Add(key.Slug);
            if (key.NameKey is not null) (everyName || key.Primary is null ? names : beside).Add(key.NameKey);
        }

        return new([.. primaries], [.. slugs], [.. names], [.. beside]);
    }
}
