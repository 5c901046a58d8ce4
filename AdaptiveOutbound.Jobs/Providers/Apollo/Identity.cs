using AdaptiveOutbound.Data.Records;

namespace AdaptiveOutbound.Jobs.Providers.Apollo;

/// <summary>How firmly a row says that it answers a question.</summary>
internal enum Claim
{
    /// <summary>Not at all.</summary>
    None,

    /// <summary>Name and company fit.</summary>
    Weak,

    /// <summary>The asked domain, address or LinkedIn page stands in the row.</summary>
    Strong,
}

/// <summary>Decides whether a row is the record that was asked for.</summary>
internal static class Identity
{
    // A private address says nothing about the domain of a person's address at work.
    private static readonly string[] Webmail =
    [
        "gmail.com", "googlemail.com", "outlook.com", "hotmail.com", "live.com", "msn.com", "yahoo.com", "icloud.com", "me.com",
        "aol.com", "gmx.de", "gmx.net", "gmx.com", "web.de", "t-online.de", "proton.me", "protonmail.com", "mail.ru", "qq.com",
    ];

    public static Claim ClaimOf(Question question, Row row)
    {
        if (question.Kind == RecordKind.Account)
            return question.Domain is { } domain ? Strong(row.Domains.Contains(Addresses.Fold(domain))) : Strong(SlugAgrees(question, row));
        if (EmailAgrees(question, row) || SlugAgrees(question, row)) return Claim.Strong;
        return NameAgrees(question, row) && CompanyAgrees(question, row) && !Contradicts(question, row) ? Claim.Weak : Claim.None;
    }

    /// <summary>Whether the only row of a single call is accepted: nothing that both sides know differs.</summary>
    public static bool Accepts(Question question, Row row)
        => question.Kind == RecordKind.Account || ClaimOf(question, row) != Claim.None || !Contradicts(question, row);

    /// <summary>Whether the one row left over fits the one question left over.</summary>
    public static bool FitsAsLast(Question question, Row row)
        => (SlugAgrees(question, row) || NameAgrees(question, row)) && !Contradicts(question, row);

    private static bool Contradicts(Question question, Row row)
        => (question.LinkedInSlug is { } slug && row.Slug is { } other && LinkedIn.Fold(slug) != other)
            || EmailDomainDiffers(question, row)
            || (question is { Kind: RecordKind.Contact, FirstName: not null, LastName: not null }
                && row is { FirstName: not null, LastName: not null } && !NameAgrees(question, row));

    private static bool EmailDomainDiffers(Question question, Row row)
        => question.Email is { } email && row.Emails.Count > 0 && Addresses.DomainOfEmail(email) is { } domain
            && !Webmail.Contains(domain) && !row.Emails.Any(e => Addresses.DomainOfEmail(e) == domain);

    private static bool EmailAgrees(Question question, Row row) => question.Email is { } email && row.Emails.Contains(Lower(email));

    private static bool SlugAgrees(Question question, Row row)
        => question.LinkedInSlug is { } slug && row.Slug is { } other && LinkedIn.Fold(slug) == other;

    private static bool NameAgrees(Question question, Row row) => question.Kind == RecordKind.Account
        ? question.Name is { } name && row.Company is { } company && Names.OfCompanyAgree(name, company)
        : question is { FirstName: { } first, LastName: { } last } && row is { FirstName: { } otherFirst, LastName: { } otherLast }
            && Names.OfPersonAgree(first, last, otherFirst, otherLast);

    private static bool CompanyAgrees(Question question, Row row)
        => (question.Domain is { } domain && row.Domains.Contains(Addresses.Fold(domain)))
            || (question.Email is { } email && Addresses.DomainOfEmail(email) is { } own && !Webmail.Contains(own) && row.Domains.Contains(own))
            || (question.Company is { } company && row.Company is { } other && Names.OfCompanyAgree(company, other));

    private static Claim Strong(bool claims) => claims ? Claim.Strong : Claim.None;

    private static string Lower(string text) => text.Trim().ToLowerInvariant();
}
