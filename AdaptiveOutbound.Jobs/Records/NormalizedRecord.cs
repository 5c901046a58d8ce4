using AdaptiveOutbound.Data.Records;

namespace AdaptiveOutbound.Jobs.Records;

/// <summary>A record whose fields are in the one spelling that is stored, compared and asked with.</summary>
/// <param name="Kind">Account or contact.</param>
/// <param name="Fields">Field to value; empty ones are absent. LinkedIn pages stand as slugs.</param>
/// <param name="Identity">What identifies it.</param>
/// <param name="DerivedDomain">A contact's company domain taken from its e-mail when it has no <c>domain</c> and the
/// e-mail is not webmail: good for the question, not an imported field.</param>
internal sealed record NormalizedRecord(
    RecordKind Kind, IReadOnlyDictionary<string, string> Fields, RecordIdentity Identity, string? DerivedDomain)
{
    /// <summary>Normalises fields; an invalid one rejects the record, because a wrong identity would be paid for.</summary>
    /// <param name="kind">Account or contact.</param>
    /// <param name="cells">Fields of <see cref="RecordFields"/> with text as it came; a field stands once.</param>
    public static (NormalizedRecord? Record, RecordProblem? Problem) From(RecordKind kind, IEnumerable<KeyValuePair<string, string>> cells)
    {
        var fields = new Dictionary<string, string>(StringComparer.Ordinal);
        EmailAddress? email = null;
        foreach (var (field, text) in cells)
        {
            var (value, problem) = FieldValue.Normalize(kind, field, text, ref email);
            if (problem is not null)
                return (null, problem);
            if (value.Length > 0)
                fields[field] = value;
        }

        var identity = Identify(kind, fields, email);
        if (IdentityProblem(kind, identity) is { } missing)
            return (null, missing);
        return (new(kind, fields, identity, Derive(kind, identity, email)), null);
    }

    private static RecordIdentity Identify(RecordKind kind, Dictionary<string, string> fields, EmailAddress? email)
    {
        var domain = fields.GetValueOrDefault("domain");
        var slug = fields.GetValueOrDefault("linkedin_url");
        return kind == RecordKind.Account
            ? new(Domain: domain, LinkedInSlug: slug, Name: fields.GetValueOrDefault("name"))
            : new(email?.Key, domain, slug, null, fields.GetValueOrDefault("first_name"), fields.GetValueOrDefault("last_name"));
    }

    private static RecordProblem? IdentityProblem(RecordKind kind, RecordIdentity identity) => (kind, identity) switch
    {
        (_, { LinkedInSlug: not null }) => null,
        (RecordKind.Account, { Domain: not null }) => null,
        (RecordKind.Contact, { Email: not null } or { FirstName: not null, LastName: not null, Domain: not null }) => null,
        (RecordKind.Account, _) => new(null, "no_identity",
            "Nothing identifies this company: fill its domain (website) or its LinkedIn page. A name alone fits many companies."),
        _ => new(null, "no_identity",
            "Nothing identifies this person: fill the e-mail, the LinkedIn page, or first name, last name and the company's domain (website)."),
    };

    private static string? Derive(RecordKind kind, RecordIdentity identity, EmailAddress? email) =>
        kind == RecordKind.Contact && identity.Domain is null && email is not null && !DomainName.IsWebmail(email.Domain) ? email.Domain : null;
}
