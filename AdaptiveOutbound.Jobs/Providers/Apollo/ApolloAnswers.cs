using System.Text.Json;
using AdaptiveOutbound.Data.Records;

namespace AdaptiveOutbound.Jobs.Providers.Apollo;

/// <summary>Turns the body of a successful call into one answer per question, and its cost.</summary>
internal static class ApolloAnswers
{
    /// <summary>The answers; null when the body has none of the documented shapes, so that it is not known what was charged.</summary>
    public static (Answer[] Answers, decimal? Charged, bool Disputed)? Read(ProviderCall call, JsonElement? body)
        => body is not { ValueKind: JsonValueKind.Object } ? null : call.Bulk ? Bulk(call, body) : Single(call, body);

    private static (Answer[], decimal?, bool) Single(ProviderCall call, JsonElement? body)
    {
        var question = call.Questions[0];
        var row = RowOf(call, body.Object(question.Kind == RecordKind.Account ? "organization" : "person"));
        var (said, disputed) = ApolloCredits.Said(body, 1);
        if (row is null) return ([new Answer.NoMatch()], said, disputed);
        return Identity.Accepts(question, row)
            ? ([row.For(question, said ?? 1m)], said, disputed)
            : ([new Answer.NoMatch()], said ?? 1m, disputed); // somebody else's data: not used, but paid
    }

    private static (Answer[], decimal?, bool)? Bulk(ProviderCall call, JsonElement? body)
    {
        var name = call.Questions[0].Kind == RecordKind.Account ? "organizations" : "matches";
        if (body.Member(name) is { } list && list.ValueKind != JsonValueKind.Array) return null;
        if (body.Member(name) is null && body.Text("status") is null && body.Member("missing_records") is null) return null;
        List<Row> rows = [.. body.Array(name).Select(element => RowOf(call, element)).OfType<Row>().DistinctBy(row => row.Id)];
        var pairings = BulkMatcher.Match(call.Questions, rows);
        var matched = pairings.Count(p => p.Row is not null);
        var (said, disputed) = ApolloCredits.Said(body, Math.Min(rows.Count, call.Questions.Count));
        // Each row costs 1 where the provider does not say; rows beyond the matched ones are charged to the call alone.
        var shares = new Queue<decimal>(ApolloCredits.Share(said ?? matched, matched));
        var charged = said ?? (rows.Count == matched ? null : Math.Min(rows.Count, call.Questions.Count));
        return ([.. pairings.Select((p, i) => AnswerOf(p, call.Questions[i], shares))], charged, disputed);
    }

    private static Answer AnswerOf(Pairing pairing, Question question, Queue<decimal> shares) => pairing switch
    {
        { Row: { } row } => row.For(question, shares.Dequeue()),
        { Ambiguous: true } => new Answer.AskAlone(),
        _ => new Answer.NoMatch(),
    };

    private static Row? RowOf(ProviderCall call, JsonElement? element) => call.Questions[0].Kind == RecordKind.Account
        ? OrganizationReader.Read(element)
        : PersonReader.Read(element, call.Options.RevealPersonalEmails);
}
