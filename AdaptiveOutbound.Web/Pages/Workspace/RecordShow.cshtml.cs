using AdaptiveOutbound.Data.Providers;
using AdaptiveOutbound.Jobs.Records;
using AdaptiveOutbound.Web.Access;
using Microsoft.AspNetCore.Mvc;

namespace AdaptiveOutbound.Web.Pages.Workspace;

/// <summary>One record: its values, where each comes from, and what was asked about it.</summary>
internal sealed class RecordShowModel(FindRecord find) : OfKindPage
{
    public RecordView Record { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync(Guid id)
    {
        if (await find.ExecuteAsync(Workspace.WorkspaceId, Kind, id, HttpContext.RequestAborted) is not { } record) return NotFound();
        Record = record;
        return Page();
    }

    /// <summary>What came of a question, and how it looks in the history.</summary>
    public static (string Look, string Text) Told(PastLookup lookup)
    {
        var who = RecordWords.Provider(lookup.Provider);
        return lookup.State switch
        {
            LookupState.Matched => ("ok", $"Matched by {who}"),
            LookupState.NoMatch => ("", $"{who} knows nobody like this"),
            LookupState.Failed => ("bad", $"{who} did not answer it"),
            LookupState.Unknown => ("wait-at", $"The answer of {who} was not seen"),
            _ => ("now", $"{who} is being asked"),
        };
    }
}
