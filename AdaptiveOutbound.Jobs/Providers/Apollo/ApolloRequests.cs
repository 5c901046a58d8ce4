using System.Text.Json.Nodes;
using AdaptiveOutbound.Data.Records;

namespace AdaptiveOutbound.Jobs.Providers.Apollo;

/// <summary>
/// Builds requests. Bodies are JSON wherever Apollo's own clients send JSON, which keeps addresses and names out of URLs; only the
/// single company lookup is a GET, with a domain or a LinkedIn page.
/// </summary>
internal static class ApolloRequests
{
    public static string EndpointOf(RecordKind kind, bool bulk) => (kind, bulk) switch
    {
        (RecordKind.Account, true) => "organizations/bulk_enrich",
        (RecordKind.Account, false) => "organizations/enrich",
        (RecordKind.Contact, true) => "people/bulk_match",
        _ => "people/match",
    };

    public static WireRequest Of(ProviderCall call)
    {
        var kind = call.Questions[0].Kind;
        var path = EndpointOf(kind, call.Bulk);
        if (kind == RecordKind.Account && !call.Bulk)
            return new WireRequest(path, null, [.. Company(call.Questions[0])]);
        var body = call.Bulk
            ? new JsonObject { ["details"] = new JsonArray([.. call.Questions.Select(q => Details(q))]) }
            : Details(call.Questions[0]);
        if (kind == RecordKind.Contact)
        {
            body["reveal_personal_emails"] = call.Options.RevealPersonalEmails;
            body["reveal_phone_number"] = false;
        }

        return new WireRequest(path, body.ToJsonString());
    }

    private static JsonObject Details(Question question)
        => new(from pair in question.Kind == RecordKind.Account ? Company(question) : Person(question)
               select KeyValuePair.Create(pair.Key, (JsonNode?)pair.Value));

    // One identifier only, alike in single and bulk calls, so that both give one answer.
    private static IEnumerable<KeyValuePair<string, string>> Company(Question question)
        => question.Domain is { } domain
            ? [new("domain", domain)]
            : [new("linkedin_url", LinkedIn.UrlOf(question.LinkedInSlug!))];

    // All that is known: "more inputs, better match" (OpenAPI file).
    private static IEnumerable<KeyValuePair<string, string>> Person(Question question)
    {
        (string Name, string? Value)[] parts =
        [
            ("email", question.Email), ("first_name", question.FirstName), ("last_name", question.LastName),
            ("linkedin_url", question.LinkedInSlug is { } slug ? LinkedIn.UrlOf(slug) : null),
            ("domain", question.Domain), ("organization_name", question.Company),
        ];
        return from part in parts where part.Value is not null select KeyValuePair.Create(part.Name, part.Value);
    }
}
