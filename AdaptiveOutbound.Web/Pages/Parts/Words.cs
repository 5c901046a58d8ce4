using System.Globalization;
using System.Text.Json;
using AdaptiveOutbound.Data.Credits;
using AdaptiveOutbound.Data.Jobs;
using AdaptiveOutbound.Jobs.Credits;
using AdaptiveOutbound.Jobs.Jobs;
using AdaptiveOutbound.Jobs.Providers;

namespace AdaptiveOutbound.Web.Pages.Parts;

/// <summary>What pages call the things that the API names by code.</summary>
internal static class Words
{
    /// <summary>Before this a pace says nothing.</summary>
    private static readonly TimeSpan Least = TimeSpan.FromSeconds(1);

    private static readonly Dictionary<string, string> Types = new(StringComparer.Ordinal)
    {
        [JobTypes.ImportCsv] = "Import", [JobTypes.EnrichAccounts] = "Enrich accounts", [JobTypes.EnrichContacts] = "Enrich contacts", [JobTypes.ExportData] = "Export",
        [JobTypes.CleanupData] = "Clean-up",
    };

    /// <summary>A job's type, such as <c>Enrich accounts</c>.</summary>
    public static string Type(string type) => Types.TryGetValue(type, out var word) ? word : Sentence(type);

    /// <summary><c>needs_reentry</c> as <c>Needs reentry</c>.</summary>
    public static string Sentence(string code) => code.Length == 0 ? "" : char.ToUpperInvariant(code[0]) + code[1..].Replace('_', ' ');

    /// <summary><c>NoMatch</c> as <c>no_match</c>.</summary>
    public static string Snake(string name) => JsonNamingPolicy.SnakeCaseLower.ConvertName(name);

    /// <summary>A provider's name as it is written.</summary>
    public static string Provider(string provider) => Sentence(provider);

    /// <summary>"1 job", "1,204 jobs".</summary>
    public static string Count(long number, string one, string? many = null) => $"{Times.Number(number)} {(number == 1 ? one : many ?? one + "s")}";

    /// <summary>What the numbers of a job count.</summary>
    public static string Unit(string type) => type switch { JobTypes.ImportCsv => "lines", JobTypes.ExportData => "rows", JobTypes.CleanupData => "kinds of data", _ => "records" };

    /// <summary>Whom a job asks; null of one that asks nobody, or whose provider was not chosen by name.</summary>
    public static string? ProviderOf(JobView job)
    {
        using var payload = JsonDocument.Parse(job.Payload);
        return payload.RootElement.TryGetProperty("provider", out var name) ? name.GetString() : null;
    }

    /// <summary>Whether a job asks the sandbox, whose credits are as invented as its answers.</summary>
    public static bool IsSandbox(JobView job) => ProviderOf(job) == SandboxProvider.ProviderName;

    /// <summary>"3,049.4 records per second" since it began; null of a job that does not run at this moment, whose figure would only fall.</summary>
    public static string? Pace(JobView job, DateTimeOffset now)
    {
        if (job is not { Status: JobStatus.Processing, StartedAt: { } began, WaitingFor: null or { Reason: WaitReasons.RateLimit or WaitReasons.FairShare } } || now - began <= Least) return null;
        var pace = job.Progress.Processed / (now - began).TotalSeconds;
        return pace < 0.05 ? null : $"{pace.ToString("#,0.0", CultureInfo.InvariantCulture)} {Unit(job.Type)} per second";
    }

    /// <summary>How far a job is, for the ear: "12 of 50 records. Waits for a worker".</summary>
    public static string Say(JobView job)
    {
        var far = $"{Times.Number(job.Progress.Processed)} of {Times.Number(Math.Max(job.Progress.Total, job.Progress.Processed))} {Unit(job.Type)}.";
        return job.HasEnded ? $"{Badges.Word(job.Status)}. {far}" : $"{far} {job.WaitingFor?.Message}";
    }

    /// <summary>How a reason to wait looks: its icon, its colour, and what stands before the time at which it ends.</summary>
    public static (string Icon, string Look, string Short) Wait(WaitingFor wait) => wait.Reason switch
    {
        WaitReasons.Worker => ("clock", "calm", "Waits for a worker"),
        WaitReasons.FairShare => ("people", "calm", "Waits for its turn"),
        WaitReasons.RateLimit => ("clock", "", "Rate limit"),
        WaitReasons.Budget => ("coin", "calm", "Credit limit"),
        WaitReasons.ProviderCredits => ("coin", "bad", "The provider has no credits left"),
        WaitReasons.ProviderDown => ("warn", "", "The provider does not answer"),
        WaitReasons.Key => ("key", "bad", "Waits for a working key"),
        WaitReasons.Retry => ("retry", "calm", "Tries again"),
        WaitReasons.Scheduled => ("schedule", "calm", "Scheduled"),
        WaitReasons.Restored => ("pause", "", "Rests after a restore"),
        _ => ("clock", "calm", Sentence(wait.Reason)),
    };

    /// <summary>What an alert is about, as its heading.</summary>
    public static string Alert(AlertView alert) => alert.Code switch
    {
        AlertCodes.Budget => alert.Level == "error" ? "The credits are used up" : "Credits are being used up",
        AlertCodes.JobBudget => "A job is at its credit limit",
        AlertCodes.Price => "A call cost more than it should",
        AlertCodes.Disputed => "Prices that are not believed",
        AlertCodes.Schedule => "A schedule waits",
        AlertCodes.AutoEnrich => "New records are not enriched",
        AlertCodes.ProviderCredits => "The provider's credits were used up",
        AlertCodes.Restored => "Work rests after a restore",
        AlertCodes.Reconciliation => "The provider's counter differs",
        _ => Sentence(alert.Code),
    };

    /// <summary>The icon of what an alert is about: most are about credits.</summary>
    public static string AlertIcon(AlertView alert) => alert.Code switch { AlertCodes.Restored => "pause", AlertCodes.Schedule => "schedule", AlertCodes.AutoEnrich => "records", _ => "coin" };

    /// <summary>What joins the reason and the time at which the wait ends.</summary>
    public static string Until(WaitingFor wait) => wait.Reason switch
    {
        WaitReasons.Retry => " at ",
        WaitReasons.Scheduled => " for ",
        WaitReasons.ProviderDown or WaitReasons.ProviderCredits or WaitReasons.Key => ", next look ",
        _ => " until ",
    };
}
