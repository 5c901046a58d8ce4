using System.Text.Json;
using AdaptiveOutbound.Data.Records;
using AdaptiveOutbound.Jobs.Records;
using AdaptiveOutbound.Jobs.Tokens;
using AdaptiveOutbound.Web.Access;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace AdaptiveOutbound.Web.Pages.Workspace;

/// <summary>Changes a record by hand, or makes one.</summary>
[LeastRole(WorkspaceRole.Member)]
internal sealed class RecordEditModel(FindRecord find, EditRecord edit, CreateRecords create) : OfKindPage
{
    /// <summary>The record; null of a new one.</summary>
    public RecordView? Record { get; private set; }

    /// <summary>By field, what stands in the form.</summary>
    public Dictionary<string, string> Typed { get; private set; } = [];

    /// <summary>By field, what stood in the form before anybody typed: only what differs from it is a change.</summary>
    [BindProperty(Name = "was")] public string? Was { get; set; }

    /// <summary>Fields that the person changed and somebody else has changed since the form was shown, with what they are now.</summary>
    public IReadOnlyDictionary<string, string> Overtaken { get; private set; } = new Dictionary<string, string>();

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
        Was = Shown(Typed);
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
        // Only what the person changed becomes theirs, whatever enrichment or others wrote meanwhile; line breaks of a form's text are no change.
        var was = FormerFields() ?? record.Fields;
        var changed = Typed.Where(field => Differs(field.Value, was, field.Key)).ToDictionary(field => field.Key, field => (string?)field.Value, StringComparer.Ordinal);
        Overtaken = changed.Where(field => Differs(was.GetValueOrDefault(field.Key, ""), record.Fields, field.Key) && Differs(field.Value!, record.Fields, field.Key))
            .ToDictionary(field => field.Key, field => record.Fields.GetValueOrDefault(field.Key, ""), StringComparer.Ordinal);
        if (Overtaken.Count > 0) return ShowAgain(record, changed);
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

    // What the person typed stays, all else is as it is now: sent again, it is what they want.
    private PageResult ShowAgain(RecordView record, Dictionary<string, string?> changed)
    {
        Was = Shown(record.Fields);
        ModelState.Clear();
        Typed = Fields.ToDictionary(field => field, field => changed.TryGetValue(field, out var typed) ? typed! : record.Fields.GetValueOrDefault(field, ""), StringComparer.Ordinal);
        return Page();
    }

    private Dictionary<string, string>? FormerFields()
    {
        try
        {
            return string.IsNullOrEmpty(Was) ? null : JsonSerializer.Deserialize<Dictionary<string, string>>(Was);
        }
        catch (JsonException)
        {
            return null; // nobody's form: compared with the record as it is
        }
    }

    private static string Shown(IReadOnlyDictionary<string, string> fields) => JsonSerializer.Serialize(fields);

    private static bool Differs(string text, IReadOnlyDictionary<string, string> fields, string field) => OneLine(text) != OneLine(fields.GetValueOrDefault(field, ""));

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
