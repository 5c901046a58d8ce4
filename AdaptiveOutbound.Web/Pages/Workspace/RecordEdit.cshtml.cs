using AdaptiveOutbound.Data.Records;
using AdaptiveOutbound.Jobs.Records;
using AdaptiveOutbound.Jobs.Tokens;
using AdaptiveOutbound.Web.Access;
using Microsoft.AspNetCore.Mvc;

namespace AdaptiveOutbound.Web.Pages.Workspace;

/// <summary>Changes a record by hand, or makes one.</summary>
[LeastRole(WorkspaceRole.Member)]
internal sealed class RecordEditModel(FindRecord find, EditRecord edit, CreateRecords create) : OfKindPage
{
    /// <summary>The record; null of a new one.</summary>
    public RecordView? Record { get; private set; }

    /// <summary>By field, what stands in the form.</summary>
    public Dictionary<string, string> Typed { get; private set; } = [];

    /// <summary>What is wrong with a field.</summary>
    public RecordProblem? Problem { get; private set; }

    /// <summary>Another record that is what this one would become.</summary>
    public Guid? Other { get; private set; }

    public IReadOnlyList<string> Fields => RecordFields.Of(Kind);

    /// <summary>How many fields say who or what the record is; they come first.</summary>
    public int Leading => Kind == RecordKind.Account ? 3 : 7;

    public async Task<IActionResult> OnGetAsync(Guid? id)
    {
        if (!await LoadAsync(id)) return NotFound();
        Typed = Record is null ? [] : new(Record.Fields, StringComparer.Ordinal);
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(Guid? id)
    {
        if (!await LoadAsync(id)) return NotFound();
        var form = await Request.ReadFormAsync(HttpContext.RequestAborted);
        Typed = Fields.Where(form.ContainsKey).ToDictionary(field => field, field => form[field].ToString(), StringComparer.Ordinal);
        return Record is null ? await CreateAsync() : await EditAsync(Record);
    }

    private async Task<bool> LoadAsync(Guid? id)
    {
        if (id is not { } one) return true;
        Record = await find.ExecuteAsync(Workspace.WorkspaceId, Kind, one, HttpContext.RequestAborted);
        return Record is not null;
    }

    private async Task<IActionResult> EditAsync(RecordView record)
    {
        // Only what the person changed becomes theirs; line breaks of a form's text are not a change.
        var changed = Typed.Where(field => OneLine(field.Value) != OneLine(record.Fields.GetValueOrDefault(field.Key, ""))).ToDictionary(field => field.Key, field => (string?)field.Value, StringComparer.Ordinal);
        if (changed.Count == 0) return Done($"/{Plural}/{record.Id}", "Nothing was changed.");
        switch (await edit.ExecuteAsync(Workspace.WorkspaceId, Kind, record.Id, changed, CancellationToken.None, Actor))
        {
            case EditResult.Edited:
                return Done($"/{Plural}/{record.Id}", $"{changed.Count} {(changed.Count == 1 ? "field is" : "fields are")} changed. Imports and enrichment leave {(changed.Count == 1 ? "it" : "them")} as you wrote {(changed.Count == 1 ? "it" : "them")}.");
            case EditResult.Exists exists:
                Other = exists.OtherId;
                return Page();
            case EditResult.Invalid invalid:
                Problem = invalid.Problem;
                return Page();
            default:
                return NotFound();
        }
    }

    private static string OneLine(string text) => text.ReplaceLineEndings("").Trim();

    private async Task<IActionResult> CreateAsync()
    {
        var given = Typed.Where(field => !string.IsNullOrWhiteSpace(field.Value)).ToDictionary(StringComparer.Ordinal);
        var outcome = (await create.ExecuteAsync(Workspace.WorkspaceId, Kind, [given], CancellationToken.None, Actor))[0];
        if (outcome.Id is { } made)
            return Done($"/{Plural}/{made}", outcome.Outcome == "created" ? $"The {Singular} is added." : $"The workspace had this {Singular} already: what you wrote was taken into it.");
        Problem = outcome.Errors[0];
        return Page();
    }
}
