using System.Globalization;
using AdaptiveOutbound.Jobs.Keys;
using AdaptiveOutbound.Jobs.Providers;

namespace AdaptiveOutbound.Web.Pages.Workspace;

/// <summary>What was found about a key, in words: what happened, what it means, what to do. No two findings share a sentence.</summary>
/// <param name="Look">Class of the notice: <c>ok</c>, <c>warn</c>, <c>bad</c> or none.</param>
internal sealed record KeyFinding(string Look, string Icon, string Headline, string Meaning);

/// <summary>How pages speak of keys.</summary>
internal static class KeyWords
{
    /// <summary>What a key is for, with the endpoints that need to be ticked for it.</summary>
    public static IReadOnlyList<(string Purpose, IReadOnlyList<string> Endpoints)> Purposes { get; } =
    [
        ("Enrich accounts", ["organizations/bulk_enrich", "organizations/enrich"]),
        ("Enrich contacts", ["people/bulk_match", "people/match"]),
        ("Read rate limits", ["usage_stats/api_usage_stats"]),
        ("Read credits left", ["users/api_profile"]),
    ];

    public static KeyFinding Of(KeyTest test) => test.Code switch
    {
        "accepted" => new("ok", "check", "Apollo accepts the key.", test.CreditsLeft is { } left ? $"{left.ToString("#,0.####", CultureInfo.InvariantCulture)} credits left. The test cost none." : "Apollo did not say how many credits are left: the key lacks users/api_profile, which is fine. The test cost none."),
        "not_entitled" => new("warn", "warn", "The key works, but may not enrich.", "None of the enrichment endpoints is ticked for it at Apollo. Make a key with those listed below and replace this one. Nothing was charged."),
        "out_of_credits" => new("bad", "coin", "The key works, but Apollo has no credits left for it.", "Enrichment waits and goes on by itself when the credits renew. Buy credits at Apollo, then test again."),
        "rate_limited" => new("warn", "clock", "Apollo allows no more calls with this key for now.", "Too many were made within its limit. The key stays as it is, and jobs go on by themselves; test again in a minute."),
        "key_rejected" => new("bad", "x", "Apollo does not know this key.", "It was revoked or mistyped. Make a new key at Apollo and replace this one; jobs that wait for it go on by themselves. Nothing was charged."),
        _ => new("warn", "warn", "Apollo could not be reached, so nothing is known about the key.", $"{test.Message} The key stays as it is; test again when Apollo answers."),
    };

    /// <summary>What there is to say of a stored key that is not well; null when it is.</summary>
    public static KeyFinding? Of(KeyStatus status) => status switch
    {
        KeyStatus.Rejected => new("bad", "x", "Apollo does not know this key any more.", "It was revoked or mistyped. Make a new key and replace this one; jobs that wait for it go on by themselves."),
        KeyStatus.NeedsReentry => new("warn", "lock", "This key cannot be opened any more.", "The ring that sealed it is not the one of this server. Enter the key again; jobs that wait for it go on by themselves."),
        KeyStatus.Unverified => new("", "info", "Not tested yet: Apollo could not be asked so far.", "Jobs use the key as it is. Test it again to know whether Apollo accepts it."),
        _ => null,
    };

    /// <summary>Whether the key may call one of the endpoints; null when the provider did not say.</summary>
    public static bool? May(KeyTest test, IReadOnlyList<string> endpoints) =>
        endpoints.Any(test.MayCall.Contains) ? true : endpoints.Any(test.MayNotCall.Contains) ? false : null;

    /// <summary>Why an entered key was not stored, at its field.</summary>
    public static string Refusal(SetKeyResult.Refused refused) => refused.Code == "key_rejected"
        ? "Apollo does not know this key. Nothing was stored, and a key that was there stays. Copy it again with the button beside it at Apollo."
        : $"{refused.Message} Nothing was stored.";
}
