using System.Text.Json;

namespace AdaptiveOutbound.Jobs.Providers.Apollo;

/// <summary>
/// Tests a key with free calls: <c>auth/health</c> says whether the key is known (a bad key also answers 200, with
/// <c>is_logged_in: false</c>), the other two say what it may call and what is left. A key made for enrichment alone may call
/// neither of those, and is as good.
/// </summary>
internal sealed class ApolloKeyTest(ApolloWire wire, TimeProvider clock)
{
    private const string Health = "auth/health";
    private const string Usage = "usage_stats/api_usage_stats";
    private const string Profile = "users/api_profile";

    private static readonly string[] Paid = ["organizations/enrich", "organizations/bulk_enrich", "people/match", "people/bulk_match"];

    public async Task<KeyTest> RunAsync(ApiKey key, CancellationToken ct)
    {
        if (!key.CanBeSent) return Verdict(KeyVerdict.Rejected, "The key holds characters that no key has.");
        if (await HealthAsync(key, ct) is { } bad) return bad;
        List<string> may = [], mayNot = [];
        var listed = false;
        if (await ProbeAsync(new WireRequest(Usage, "{}"), key, may, mayNot, Read, ct) is { } rejected)
            return rejected;
        decimal? left = null;
        var profile = new WireRequest(Profile, null, KeyValuePair.Create("include_credit_usage", "true"));
        if (await ProbeAsync(profile, key, may, mayNot, body => left = CreditsLeft(body), ct) is { } late) return late;
        return Accepted(listed, may, mayNot, left);

        void Read(JsonElement? body)
        {
            listed = body.Names().Any();
            may.AddRange(Listed(body));
        }
    }

    // A usage report that lists calls, and none that enriches, is that of a key without the permission.
    private static KeyTest Accepted(bool listed, List<string> may, List<string> mayNot, decimal? left)
    {
        var (code, message) = listed && !Paid.Any(may.Contains)
            ? ("not_entitled", "The provider knows the key, but it may call nothing that enriches: make one with the enrichment endpoints ticked.")
            : left <= 0
                ? ("out_of_credits", "The provider accepts the key, but its credits are used up: buy more, or wait until they renew.")
                : ("accepted", "The provider accepts the key.");
        return new KeyTest(KeyVerdict.Accepted, message, may, mayNot, left) { Code = code };
    }

    // Null when the key is known.
    private async Task<KeyTest?> HealthAsync(ApiKey key, CancellationToken ct)
    {
        var outcome = await wire.SendAsync(new WireRequest(Health, null), key, ct);
        if (outcome is WireOutcome.Broke broke) return Verdict(KeyVerdict.Unreachable, broke.Reason);
        var answer = (WireOutcome.Answered)outcome;
        using var document = Json.Parse(answer.Body);
        var body = document?.RootElement;
        var failure = ApolloErrors.Classify(answer, body, Health, key, clock.GetUtcNow());
        if (failure is ProviderFailure.KeyRejected) return Verdict(KeyVerdict.Rejected, failure.Message);
        if (failure is ProviderFailure.NotEntitled) return null; // a scope is missing: the key itself is known
        if (failure is ProviderFailure.RateLimited or ProviderFailure.OutOfCredits) return Verdict(KeyVerdict.Unreachable, failure.Message) with { Code = failure.Code };
        if (failure is not null) return Verdict(KeyVerdict.Unreachable, failure.Message);
        return (body.Bool("healthy"), body.Bool("is_logged_in")) switch
        {
            (true, true) => null,
            (_, false) => Verdict(KeyVerdict.Rejected, "The provider does not know the key."),
            _ => Verdict(KeyVerdict.Unreachable, "The provider did not say whether it knows the key."),
        };
    }

    // Null when the key is not rejected. 403 and 404 are a missing scope; anything else tells nothing.
    private async Task<KeyTest?> ProbeAsync(
        WireRequest request, ApiKey key, List<string> may, List<string> mayNot, Action<JsonElement?> read, CancellationToken ct)
    {
        if (await wire.SendAsync(request, key, ct) is not WireOutcome.Answered answer) return null;
        using var document = Json.Parse(answer.Body);
        var failure = ApolloErrors.Classify(answer, document?.RootElement, request.Path, key, clock.GetUtcNow());
        if (failure is ProviderFailure.KeyRejected) return Verdict(KeyVerdict.Rejected, failure.Message);
        if (failure is ProviderFailure.NotEntitled || answer.Status == 404) mayNot.Add(request.Path);
        if (failure is not null || document is null) return null;
        may.Add(request.Path);
        read(document.RootElement);
        return null;
    }

    // Keys of the answer are arrays written as text: ["api/v1/organizations", "enrich"].
    private static IEnumerable<string> Listed(JsonElement? body)
    {
        var listed = body.Names().Select(PathOf).ToHashSet(StringComparer.Ordinal);
        return Paid.Where(listed.Contains);
    }

    private static string PathOf(string name)
    {
        using var parts = Json.Parse(System.Text.Encoding.UTF8.GetBytes(name));
        if (parts?.RootElement is not { ValueKind: JsonValueKind.Array } array) return name;
        var path = string.Join('/', array.EnumerateArray().Select(part => Json.Text(part)));
        return path.StartsWith("api/v1/", StringComparison.Ordinal) ? path["api/v1/".Length..] : path;
    }

    // num_credits_remaining was met by several clients; lead_credit.left_over is the documented pool (not to be added up).
    private static decimal? CreditsLeft(JsonElement? body)
        => Credits(body, "num_credits_remaining") ?? Credits(body.Object("credit_usage").Object("lead_credit"), "left_over")
            ?? Credits(body.Object("lead_credit"), "left_over");

    private static decimal? Credits(JsonElement? body, string name) => body.Number(name, 0m, 1_000_000_000m);

    private static KeyTest Verdict(KeyVerdict verdict, string message) => new(verdict, message, [], [], null);
}
