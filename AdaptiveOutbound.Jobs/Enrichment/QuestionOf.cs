using AdaptiveOutbound.Data.Records;
using AdaptiveOutbound.Jobs.Providers;
using AdaptiveOutbound.Jobs.Records;

namespace AdaptiveOutbound.Jobs.Enrichment;

/// <summary>The question that a record asks. The same fields always give the same question.</summary>
internal static class QuestionOf
{
    /// <summary>From a record's fields by their names in <see cref="RecordFields"/>.</summary>
    public static Question Record(RecordKind kind, IReadOnlyDictionary<string, string> fields)
    {
        var slug = Get("linkedin_url") is { } url && LinkedInUrl.TryNormalize(url, kind, out var normal, out _) ? normal : null;
        var domain = Get("domain") is { } d && DomainName.TryNormalize(d, out var bare, out _) ? bare : null;
        return kind == RecordKind.Account
            // Anybody may have a mailbox there: a mail service's domain says nothing about a company.
            ? new Question(kind, domain is not null && DomainName.IsWebmail(domain) ? null : domain, Get("name"), slug, null, null, null, null)
            : new Question(kind, domain, null, slug, Get("email"), Get("first_name"), Get("last_name"), Get("company"));

        string? Get(string name) => fields.TryGetValue(name, out var value) && value.Length > 0 ? value : null;
    }

    /// <summary>
    /// From a stored record. What enrichment wrote does not count: an answer must not change the question, or the same record
    /// would be asked, and paid, again.
    /// </summary>
    public static Question Record(RecordKind kind, RecordRow row) => Record(kind, row.Fields, row.Provenance);

    /// <summary>The same, from its two columns as JSON.</summary>
    public static Question Record(RecordKind kind, string fieldsJson, string provenanceJson)
    {
        var fields = RecordJson.ReadFields(fieldsJson);
        foreach (var (name, known) in Provenance.Parse(provenanceJson).Fields)
            if (known.Origin?.Source == OriginSources.Enriched)
                fields.Remove(name);
        return Record(kind, fields);
    }
}
