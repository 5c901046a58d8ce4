using AdaptiveOutbound.Data.Providers;
using AdaptiveOutbound.Jobs.Records;
using AdaptiveOutbound.Web.Pages.Parts;

namespace AdaptiveOutbound.Web.Pages.Workspace;

/// <summary>How the history of a record reads.</summary>
internal static class HistoryWords
{
    private const int MostNames = 5;

    /// <summary>What happened, and how it looks in a timeline.</summary>
    public static (string Look, string Text) Told(RecordEvent step) => step switch
    {
        { Lookup: { } lookup } => Told(lookup),
        { Kind: RecordEventKind.Imported } => ("ok", "Imported"),
        { Kind: RecordEventKind.Enriched } => ("ok", $"Enriched by {Who(step.Provider)}"),
        { Kind: RecordEventKind.Written } => ("ok", step.Actor is { } actor ? $"Written by {actor}" : "Written by a form or the API"),
        { Kind: RecordEventKind.Edited } => ("now", step.Actor is { } actor ? $"Edited by {actor}" : "Edited by hand"),
        _ => ("", "Added"),
    };

    /// <summary>What it wrote: the first fields by name. Empty when that is not known.</summary>
    public static string Fields(RecordEvent step)
    {
        var names = string.Join(", ", step.Fields.Take(MostNames).Select(FieldWords.Of));
        return step.Fields.Count > MostNames ? $"{names} and {step.Fields.Count - MostNames} more" : names;
    }

    /// <summary>What a question cost.</summary>
    public static string Cost(PastLookup lookup) => lookup.Provider == "sandbox" ? "Invented data, no credits"
        : $"{Times.Credits(lookup.Credits)} {(lookup.Credits == 1 ? "credit" : "credits")}{(lookup.State == LookupState.Unknown ? ", counted as spent" : "")}";

    private static string Who(string? provider) => provider == "sandbox" ? "the sandbox" : RecordWords.Provider(provider);

    private static (string Look, string Text) Told(PastLookup lookup) => lookup.State switch
    {
        LookupState.Matched => ("ok", $"Matched by {Who(lookup.Provider)}"),
        LookupState.NoMatch => ("", $"No match by {Who(lookup.Provider)}"),
        LookupState.Failed => ("bad", $"Not answered by {Who(lookup.Provider)}"),
        LookupState.Unknown => ("wait-at", $"Asked {Who(lookup.Provider)}, answer not seen"),
        _ => ("now", $"Being asked of {Who(lookup.Provider)}"),
    };
}
