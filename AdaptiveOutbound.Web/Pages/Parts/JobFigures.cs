using System.Globalization;
using AdaptiveOutbound.Data.Enrichment;
using AdaptiveOutbound.Data.Imports;
using AdaptiveOutbound.Data.Jobs;
using AdaptiveOutbound.Jobs.Exports;
using AdaptiveOutbound.Jobs.Imports;
using AdaptiveOutbound.Jobs.Jobs;
using AdaptiveOutbound.Jobs.Operations;

namespace AdaptiveOutbound.Web.Pages.Parts;

/// <summary>A number of a job, with what it counts and what stands below it.</summary>
internal sealed record Figure(string Label, string Value, string Context)
{
    public static Figure Of(string label, long number, string context) => new(label, Times.Number(number), context);
}

/// <summary>What a job has done in numbers, by its type: an import costs no credits, an export asks nobody.</summary>
internal static class JobFigures
{
    public static IReadOnlyList<Figure> Of(JobView job) => job switch
    {
        { Type: JobTypes.EnrichAccounts or JobTypes.EnrichContacts } => Enriched(job),
        { Type: JobTypes.RevertEnrichment, Result: { } result } => Reverted(PayloadJson.Read<RevertCounts>(result.GetRawText())),
        { Type: JobTypes.ImportCsv, Result: { } result } => Imported(PayloadJson.Read<ImportResult>(result.GetRawText())),
        { Type: JobTypes.ExportData, Status: JobStatus.Completed, Result: { } result } => Exported(PayloadJson.Read<ExportResult>(result.GetRawText())),
        { Type: JobTypes.UndoImport, Result: { } result } => Undone(PayloadJson.Read<UndoCounts>(result.GetRawText())),
        { Type: JobTypes.CleanupData, Result: { } result } => Cleaned(PayloadJson.Read<CleanupResult>(result.GetRawText()).Removed),
        _ => [],
    };

    private static Figure[] Enriched(JobView job)
    {
        var answered = job.Counts.Enriched + job.Counts.NoMatch;
        var rate = answered == 0 ? "None" : (100.0 * job.Counts.Enriched / answered).ToString("0.#", CultureInfo.InvariantCulture) + " %";
        return
        [
            new("Match rate", rate, $"{Times.Number(job.Counts.Enriched)} of {Times.Number(answered)} answered"),
            Words.IsSandbox(job) ? new("Credits spent", "None", "invented data") : new("Credits spent", Times.Credits(job.Credits), $"{Times.Number(job.Counts.Unknown)} of unknown outcome"),
            Figure.Of("From the cache", job.CacheHits, "answers without a call"), Figure.Of("Calls", job.Calls, "to the provider"),
        ];
    }

    private static Figure[] Reverted(RevertCounts done) =>
    [
        Figure.Of("Values put back", done.Fields, "as they were before the run"), Figure.Of("Records changed", done.Reverted, "that held values of the run"),
        Figure.Of("Left alone", done.Unchanged, "held none, or changed since"), Figure.Of("Gone", done.Gone, "deleted since"),
    ];

    private static Figure[] Imported(ImportResult done) =>
    [
        Figure.Of("Created", done.Created, "lines that made a record"), Figure.Of("Updated", done.Updated, "lines that changed one"),
        Figure.Of("Skipped", done.Skipped, "said nothing new"), Figure.Of("Invalid", done.Invalid, "could not be imported"),
    ];

    private static Figure[] Exported(ExportResult done) =>
    [
        Figure.Of("Rows", done.Rows, "in the file"), Figure.Of("Enriched", done.Enriched, "with what was found"),
        Figure.Of("No match", done.NoMatch, "asked, not found"), Figure.Of("Skipped or failed", done.Skipped + done.Failed, "the file says why"),
    ];

    private static Figure[] Cleaned(SortedDictionary<string, long> gone) =>
    [
        Figure.Of("Jobs", gone.GetValueOrDefault("jobs"), "with their items and logs"),
        Figure.Of("Answers", gone.GetValueOrDefault("answers"), "past their freshness"),
        Figure.Of("Files", gone.GetValueOrDefault("exports") + gone.GetValueOrDefault("uploads"), "exports and uploads"),
        Figure.Of("Other rows", gone.Where(kind => kind.Key is not ("jobs" or "answers" or "exports" or "uploads" or CleanupTask.JobRows)).Sum(kind => kind.Value), "too old to be kept"),
    ];

    private static Figure[] Undone(UndoCounts done) =>
    [
        Figure.Of("Records removed", done.RecordsDeleted, "that the import had made"), Figure.Of("Records kept", done.RecordsKept, "changed since"),
        Figure.Of("Values restored", done.FieldsRestored, "as they were before"),
    ];
}
