using System.Globalization;
using AdaptiveOutbound.Data.Records;
using AdaptiveOutbound.Jobs.Credits;
using AdaptiveOutbound.Jobs.Imports;
using AdaptiveOutbound.Jobs.Imports.Csv;
using AdaptiveOutbound.Jobs.Keys;
using AdaptiveOutbound.Jobs.Providers;
using AdaptiveOutbound.Jobs.Providers.Apollo;
using AdaptiveOutbound.Jobs.Tokens;
using AdaptiveOutbound.Web.Access;
using AdaptiveOutbound.Web.Hosting;
using AdaptiveOutbound.Web.Pages.Parts;
using Microsoft.AspNetCore.Mvc;

namespace AdaptiveOutbound.Web.Pages.Workspace;

/// <summary>Second step of an import: what would happen, which column feeds what, what runs after and what it can cost. Starts it.</summary>
[LeastRole(WorkspaceRole.Member)]
internal sealed class ImportCheckModel(RehearseImport rehearse, EstimateImport estimate, StartImport start, ListKeys keys, FormOnce once, OutboundHost host) : WorkspacePage
{
    [BindProperty(SupportsGet = true, Name = "file")] public Guid FileId { get; set; }

    [BindProperty(SupportsGet = true, Name = "kind")] public string? AskedKind { get; set; }

    /// <summary>The kind that the mapping was made for.</summary>
    [BindProperty(Name = "was")] public string? MappedKind { get; set; }

    [BindProperty(Name = "map")] public string[] Mapped { get; set; } = [];

    [BindProperty(Name = "enrich")] public bool Enrich { get; set; }

    [BindProperty(Name = "export")] public bool Export { get; set; }

    [BindProperty(Name = "provider")] public string? Provider { get; set; }

    /// <summary>Mark of the choice that the page showed.</summary>
    [BindProperty(Name = "seen")] public string? Seen { get; set; }

    /// <summary>The most credits that the page had said.</summary>
    [BindProperty(Name = "most")] public string? Most { get; set; }

    public RecordKind Kind { get; private set; }

    public IReadOnlyList<RehearsedColumn> Columns { get; private set; } = [];

    /// <summary>The file, also when its columns cannot be used so.</summary>
    public UploadFacts Upload { get; private set; } = null!;

    /// <summary>Null when the columns cannot be used so; <see cref="Problem"/> says why.</summary>
    public ImportRehearsal? Rehearsal { get; private set; }

    public CsvProblem? Problem { get; private set; }

    public ImportEstimate? Cost { get; private set; }

    /// <summary>The key for Apollo, when it can be used.</summary>
    public KeyMetadata? Key { get; private set; }

    public bool HasSandbox => !host.Settings.IsProduction;

    public bool CanEnrich => Key is not null || HasSandbox;

    public bool IsSandbox => Provider == SandboxProvider.ProviderName;

    /// <summary>Whether the form was sent with other choices than the page had shown.</summary>
    public bool Changed { get; private set; }

    /// <summary>Whether the same form, sent before, is starting the import at this moment.</summary>
    public bool Running { get; private set; }

    public ImportChoice Choice => new(RecordKindNames.Plural(Kind), [.. Columns.Select(column => $"{column.Name}={column.Field}")], Enrich, Export, Provider!);

    /// <summary>Lines that would be stored.</summary>
    public int Good => Rehearsal is null ? 0 : Rehearsal.Records - Rehearsal.Counts.Invalid;

    /// <summary>What the button that starts it says, with the most it can spend.</summary>
    public string Action => $"Import {FieldWords.Count(Kind, Good)}{(Enrich ? IsSandbox ? " and enrich with invented data, no credits" : $" and enrich, at most {Times.Credits(MostCredits)} credits" : "")}";

    /// <summary>Of a file too long to be looked at whole, every line counts as one that is asked about.</summary>
    public decimal MostCredits => Cost?.Run.MaxCredits ?? Good * ApolloCredits.MaxOf(Kind, new AskOptions(RevealPersonalEmails: true));

    /// <summary><see cref="MostCredits"/> as the page's form sends it.</summary>
    public string Shown => MostCredits.ToString(CultureInfo.InvariantCulture);

    private decimal Told => decimal.TryParse(Most, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var told) ? told : 0;

    public async Task<IActionResult> OnGetAsync()
    {
        (Enrich, Export) = (true, true);
        return await LoadAsync() ? Page() : NotFound();
    }

    public async Task<IActionResult> OnPostCheckAsync()
    {
        if (!await LoadAsync()) return NotFound();
        ModelState.Clear();
        return Page();
    }

    public async Task<IActionResult> OnPostAsync()
    {
        if (!await LoadAsync()) return NotFound();
        ModelState.Clear();
        Changed = Seen != Choice.Mark || (Enrich && !IsSandbox && MostCredits > Told);
        if (Changed || Problem is not null || Good == 0) return Page();
        var request = new ImportRequest(FileId, Kind, Choice.Map, Choice.Then, Provider!, Raw: false, Actor);
        (var job, Running) = await once.RunAsync(HttpContext, Workspace.WorkspaceId, async remember =>
        {
            // Asked for, it is begun: a browser that leaves now has imported all the same.
            (var started, Problem) = await start.ExecuteAsync(Workspace.WorkspaceId, request, CancellationToken.None, remember);
            return started?.ImportJobId;
        });
        return job is { } id ? Redirect($"{Root}/jobs/{id}") : Page();
    }

    private async Task<bool> LoadAsync()
    {
        var ct = HttpContext.RequestAborted;
        RecordKind? asked = AskedKind is "accounts" or "contacts" ? RecordKindNames.Parse(AskedKind) : null;
        if (MappedKind is not null && MappedKind != AskedKind) Mapped = []; // another kind has other fields: guess anew
        if (await rehearse.ColumnsAsync(Workspace.WorkspaceId, FileId, asked, ct) is not { } guessed) return false;
        (Kind, Upload, Columns) = (guessed.Kind, guessed.File, WithChosen(guessed.Columns));
        await ChooseProviderAsync(ct);
        (Rehearsal, Problem) = await rehearse.ExecuteAsync(Workspace.WorkspaceId, FileId, Kind, Choice.Map, ct);
        if (Enrich && Rehearsal is { Complete: true })
            (Cost, Problem) = await estimate.ExecuteAsync(Workspace.WorkspaceId, new ImportRequest(FileId, Kind, Choice.Map, Choice.Then, Provider!, Raw: false, null), ct);
        return true;
    }

    private async Task ChooseProviderAsync(CancellationToken ct)
    {
        Key = (await keys.ExecuteAsync(Workspace.WorkspaceId, ct)).FirstOrDefault(k => k.Provider == ApolloRegistration.Name && k.Status is KeyStatus.Active or KeyStatus.Unverified);
        if (Provider is not (ApolloRegistration.Name or SandboxProvider.ProviderName)) Provider = Key is not null || !HasSandbox ? ApolloRegistration.Name : SandboxProvider.ProviderName;
        if (Provider == ApolloRegistration.Name ? Key is null : !HasSandbox) Enrich = false; // nobody could be asked
    }

    private List<RehearsedColumn> WithChosen(IReadOnlyList<RehearsedColumn> columns)
    {
        // By number: a name may hold line breaks, which a form changes.
        var chosen = Mapped.Select(text => text.Split('=', 2)).Where(pair => pair.Length == 2)
            .GroupBy(pair => pair[0], StringComparer.Ordinal).ToDictionary(group => group.Key, group => group.Last()[1], StringComparer.Ordinal);
        return [.. columns.Select((column, n) => chosen.TryGetValue(n.ToString(CultureInfo.InvariantCulture), out var field) ? column with { Field = field.Length == 0 ? null : field } : column)];
    }
}
