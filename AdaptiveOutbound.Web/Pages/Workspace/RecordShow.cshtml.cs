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
        var who = lookup.Provider == "sandbox" ? "the sandbox" : RecordWords.Provider(lookup.Provider);
        return lookup.State switch
        {
            LookupState.Matched => ("ok", $"Matched by {who}"),
            LookupState.NoMatch => ("", $"No match by {who}"),
            LookupState.Failed => ("bad", $"Not answered by {who}"),
            LookupState.Unknown => ("wait-at", $"Asked {who}, answer not seen"),
            _ => ("now", $"Being asked of {who}"),
        };
    }
}
