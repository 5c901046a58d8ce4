using AdaptiveOutbound.Data.Records;

namespace AdaptiveOutbound.Jobs.Providers.Apollo;

/// <summary>One company or person of an answer, read and cleaned.</summary>
/// <param name="Id">Apollo's own id, never empty.</param>
/// <param name="Slug"><c>company/x</c> or <c>in/x</c> in lower case.</param>
/// <param name="Domains">Of the company: its primary domain, else its website; of a person: those of its company and e-mail addresses.</param>
/// <param name="Emails">Addresses of the person in lower case, without placeholders.</param>
/// <param name="Company">Name of the company, or of the person's company.</param>
/// <param name="Fields">Values by name of <see cref="RecordFields"/>.</param>
internal sealed record Row(
    string Id, string? Slug, IReadOnlyList<string> Domains, IReadOnlyList<string> Emails,
    string? FirstName, string? LastName, string? Company, IReadOnlyDictionary<string, string> Fields)
{
    /// <summary>
    /// The match for <paramref name="question"/>. What would give the record another identity (a redirected domain, another
    /// address) is left out.
    /// </summary>
    public Answer.Matched For(Question question, decimal credits)
    {
        var fields = new Dictionary<string, string>(Fields);
        if (question.Domain is { } domain && fields.TryGetValue("domain", out var found) && !Same(Addresses.Fold(domain), found))
            fields.Remove("domain");
        if (question.Email is { } email && fields.TryGetValue("email", out var address) && !Same(email, address))
        {
            fields.Remove("email");
            fields.Remove("email_status");
        }

        if (question.LinkedInSlug is { } slug && Slug is { } other && !Same(LinkedIn.Fold(slug), other))
            fields.Remove("linkedin_url");
        return new Answer.Matched(Id, fields, credits);
    }

    private static bool Same(string one, string other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase);
}
