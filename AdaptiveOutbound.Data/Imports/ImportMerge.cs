using AdaptiveOutbound.Data.Records;

namespace AdaptiveOutbound.Data.Imports;

/// <summary>What a line does.</summary>
internal enum LineOutcome
{
    /// <summary>Makes a record.</summary>
    Create,

    /// <summary>Changes one, which an earlier line of the file may have made.</summary>
    Update,

    /// <summary>Says nothing new.</summary>
    Skip,

    /// <summary>Is refused.</summary>
    Invalid,
}

/// <summary>Lines by what they do; together all lines that were read.</summary>
internal sealed record ImportCounts(int Create = 0, int Update = 0, int Skip = 0, int Invalid = 0)
{
    public ImportCounts With(LineOutcome outcome) => outcome switch
    {
        LineOutcome.Create => this with { Create = Create + 1 },
        LineOutcome.Update => this with { Update = Update + 1 },
        LineOutcome.Skip => this with { Skip = Skip + 1 },
        _ => this with { Invalid = Invalid + 1 },
    };
}

/// <summary>
/// Merges lines into records in memory: finds whom each line means, in line order, so that later lines win and lines of one
/// record become one. The import writes what comes out, a rehearsal counts it: so both say the same. Pure.
/// </summary>
internal sealed class ImportMerge(RecordIndex index, Origin origin)
{
    private readonly Dictionary<Guid, KnownRecord> _touched = [];

    /// <summary>The records that lines meant.</summary>
    public IReadOnlyCollection<KnownRecord> Touched => _touched.Values;

    public List<RejectedInput> Rejected { get; } = [];

    public ImportCounts Counts { get; private set; } = new();

    /// <summary>Merges the next line.</summary>
    public LineOutcome Apply(RecordInput input)
    {
        var outcome = Merge(input);
        Counts = Counts.With(outcome);
        return outcome;
    }

    internal static RejectedInput Ambiguous(int line, string field) => new(line, "ambiguous_record", field, field == "last_name"
        ? "Several records have this name at this company. Add the person's e-mail or LinkedIn page."
        : "This LinkedIn page belongs to another record than the line's domain or e-mail, or to several. Correct the line, or merge the records.");

    private LineOutcome Merge(RecordInput input)
    {
        var (record, ambiguous) = index.Find(input.Keys);
        if (ambiguous is not null)
        {
            Rejected.Add(Ambiguous(input.Line, ambiguous));
            return LineOutcome.Invalid;
        }

        var creates = record is null;
        if (record is null)
            index.Add(record = new KnownRecord(Guid.CreateVersion7(), input.Keys, "{}", "{}") { IsNew = true, CreatedJobId = origin.JobId });
        var merged = creates && input.Fresh is { } fresh ? fresh : RecordMerge.Apply(record.Fields, record.Provenance, input.Fields, origin);
        (record.Fields, record.Provenance) = (merged.FieldsJson, merged.ProvenanceJson);
        var keys = Renamed(record, input);
        var changes = merged.Changed || keys != record.Keys;
        record.Changed |= changes;
        index.Rename(record, keys);
        _touched[record.Id] = record;
        return creates ? LineOutcome.Create : changes ? LineOutcome.Update : LineOutcome.Skip;
    }

    /// <summary>The record's keys after a line was merged into it: of a field that kept its value, such as one that a person wrote, the key stays too.</summary>
    internal static RecordKeys Renamed(KnownRecord merged, RecordInput input)
    {
        var (known, keys) = (merged.Keys, Renamed(merged.Keys, input.Keys));
        if (merged.IsNew || keys == known)
            return keys;
        var fields = RecordJson.ReadFields(merged.Fields);
        return new(Won(input.Fields.ContainsKey("email") ? "email" : "domain") ? keys.Primary : known.Primary, Won("linkedin_url") ? keys.Slug : known.Slug, Won("first_name", "last_name", "domain") ? keys.NameKey : known.NameKey);

        bool Won(params ReadOnlySpan<string> names)
        {
            foreach (var name in names)
                if (input.Fields.TryGetValue(name, out var given) && fields.GetValueOrDefault(name) != given)
                    return false;
            return true;
        }
    }

    /// <summary>A record keeps its strongest key, gets the ones that it lacks, and takes a newer page or name when a stronger key named it.</summary>
    private static RecordKeys Renamed(RecordKeys known, RecordKeys line)
    {
        var primary = known.Primary ?? line.Primary;
        var slug = primary is null ? known.Slug ?? line.Slug : line.Slug ?? known.Slug;
        return new(primary, slug, primary is null && slug is null ? known.NameKey ?? line.NameKey : line.NameKey ?? known.NameKey);
    }
}
