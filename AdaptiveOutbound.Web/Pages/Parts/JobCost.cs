using AdaptiveOutbound.Data.Jobs;
using AdaptiveOutbound.Data.Records;
using AdaptiveOutbound.Jobs.Imports;
using AdaptiveOutbound.Jobs.Jobs;
using AdaptiveOutbound.Jobs.Providers;
using AdaptiveOutbound.Jobs.Providers.Apollo;

namespace AdaptiveOutbound.Web.Pages.Parts;

/// <summary>The most that a button of a job can spend, as what follows its verb: ", at most 40 credits". Nothing where it asks nobody.</summary>
internal static class JobCost
{
    /// <summary>Of letting a run go on: what is open of its enrichment, or what its import still brings to it.</summary>
    public static string OfGoingOn(IReadOnlyList<JobView> run)
    {
        var import = run.FirstOrDefault(job => job.Type == JobTypes.ImportCsv);
        if (run.FirstOrDefault(Enriches) is { } enrich)
        {
            // Its own total is that of the file once the import has ended: until then it counts what came so far.
            var whole = Math.Max(enrich.Progress.Total, import is { HasEnded: false } ? import.Progress.Total : 0);
            return enrich.HasEnded ? "" : Say(Words.ProviderOf(enrich), KindOf(enrich), whole - enrich.Progress.Processed);
        }

        if (import is not { HasEnded: false }) return "";
        var payload = PayloadJson.Read<ImportPayload>(import.Payload);
        return payload.Then.Contains("enrich") ? Say(payload.Provider, RecordKindNames.Parse(payload.Kind), import.Progress.Total) : "";
    }

    /// <summary>Of trying again what failed: of an import, what its enrichment then asks.</summary>
    public static string OfRetry(JobView job, IReadOnlyList<JobView> run)
    {
        if (Enriches(job)) return Say(Words.ProviderOf(job), KindOf(job), job.Counts.Failed);
        if (job.Type != JobTypes.ImportCsv || run.FirstOrDefault(Enriches) is not { HasEnded: false } enrich) return "";
        return Say(Words.ProviderOf(enrich), KindOf(enrich), job.Progress.Total - enrich.Progress.Processed);
    }

    private static bool Enriches(JobView job) => job.Type is JobTypes.EnrichAccounts or JobTypes.EnrichContacts;

    private static RecordKind KindOf(JobView job) => job.Type == JobTypes.EnrichAccounts ? RecordKind.Account : RecordKind.Contact;

    private static string Say(string? provider, RecordKind kind, long records)
    {
        if (provider == SandboxProvider.ProviderName) return ", no credits";
        var most = Math.Max(0, records) * ApolloCredits.MaxOf(kind, new AskOptions(RevealPersonalEmails: true));
        return $", at most {Times.Credits(most)} {(most == 1 ? "credit" : "credits")}";
    }
}
