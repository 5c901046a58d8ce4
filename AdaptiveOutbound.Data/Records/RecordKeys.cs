namespace AdaptiveOutbound.Data.Records;

/// <summary>What identifies a record, strongest first; all normalised, absent ones null.</summary>
/// <param name="Primary">An account's domain, a contact's lower-cased e-mail.</param>
/// <param name="Slug"><c>company/foo</c> or <c>in/foo</c>.</param>
/// <param name="NameKey">A contact's lower-cased <c>first|last|domain</c>; accounts have none.</param>
internal readonly record struct RecordKeys(string? Primary, string? Slug, string? NameKey)
{
    /// <summary>The strongest key with a mark of its sort: what tells apart the records of a file.</summary>
    public string Canonical => Primary is not null ? "1" + Primary : Slug is not null ? "2" + Slug : "3" + NameKey;

    /// <summary>The third key of a contact, when all three parts are known.</summary>
    public static string? NameKeyOf(string? first, string? last, string? domain) =>
        first is null || last is null || domain is null ? null : $"{first}|{last}|{domain}".ToLowerInvariant();
}

/// <summary>One line of a file as values to merge.</summary>
/// <param name="Line">Physical line, from 1.</param>
internal sealed record RecordInput(int Line, RecordKeys Keys, IReadOnlyDictionary<string, string> Fields)
{
    /// <summary>The columns of a record that this line makes, where they were worked out ahead of the transaction.</summary>
    public MergeResult? Fresh { get; init; }

    /// <summary>With <see cref="Fresh"/>, so that the transaction only writes it.</summary>
    public RecordInput Prepared(Origin origin) => this with { Fresh = RecordMerge.Apply("{}", "{}", Fields, origin) };
}

/// <summary>A record as it stands in the database, or is about to.</summary>
internal sealed class KnownRecord(Guid id, RecordKeys keys, string fields, string provenance)
{
    public Guid Id => id;
    public RecordKeys Keys { get; set; } = keys;
    public string Fields { get; set; } = fields;
    public string Provenance { get; set; } = provenance;
    public bool IsNew { get; init; }
    public bool Changed { get; set; }
    public DateTimeOffset? EnrichedAt { get; init; }

    /// <summary>The import that made it; null when it was made otherwise.</summary>
    public Guid? CreatedJobId { get; init; }
}
