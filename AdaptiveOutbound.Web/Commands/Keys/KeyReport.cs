using AdaptiveOutbound.Jobs.Keys;
using AdaptiveOutbound.Jobs.Providers;

namespace AdaptiveOutbound.Web.Commands.Keys;

/// <summary>Shows what a test of a key found out.</summary>
internal static class KeyReport
{
    public static void Write(CommandRun run, KeyMetadata key, KeyTest test)
    {
        if (run.Json)
        {
            run.WriteJson(new { key.Provider, key.LastFour, key.Fingerprint, test.Verdict, test.Message, test.MayCall, test.MayNotCall, test.CreditsLeft });
            return;
        }

        run.Out.WriteLine($"{key.Provider}, key ending in {key.LastFour} (fingerprint {key.Fingerprint}): {Words(test.Verdict)}. {test.Message}");
        if (test.MayCall.Count > 0) run.Out.WriteLine($"May call: {string.Join(", ", test.MayCall)}");
        if (test.MayNotCall.Count > 0) run.Out.WriteLine($"May not call: {string.Join(", ", test.MayNotCall)}");
        if (test.CreditsLeft is { } left) run.Out.WriteLine($"Credits left: {left:0.####}");
    }

    private static string Words(KeyVerdict verdict) => verdict switch
    {
        KeyVerdict.Accepted => "accepted",
        KeyVerdict.Rejected => "rejected",
        _ => "could not be tested",
    };
}
