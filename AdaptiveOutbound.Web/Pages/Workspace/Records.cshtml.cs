using AdaptiveOutbound.Data.Records;
using AdaptiveOutbound.Jobs.Exports;
using AdaptiveOutbound.Jobs.Records;
using AdaptiveOutbound.Jobs.Tokens;
using AdaptiveOutbound.Web.Access;
using Microsoft.AspNetCore.Mvc;

namespace AdaptiveOutbound.Web.Pages.Workspace;

/// <summary>A workspace's accounts or contacts: searched, filtered and sorted in the address, page by page.</summary>
internal sealed class RecordsModel(ListRecords list, StartExport export) : OfKindPage
{
    private const int PageSize = 50;

    [BindProperty(SupportsGet = true, Name = "q")] public string? Search { get; set; }

    [BindProperty(SupportsGet = true, Name = "status")] public string? Status { get; set; }

    [BindProperty(SupportsGet = true, Name = "sort")] public string? Sort { get; set; }

    [BindProperty(SupportsGet = true, Name = "cursor")] public string? Cursor { get; set; }

    public RecordPage Shown { get; private set; } = new([], null);

    public bool IsFiltered => Filter.Search is not null || Filter.Status is not null;

    private RecordFilter Filter => new(ListRecords.SearchOf(Search), Status);

    public async Task<IActionResult> OnGetAsync()
    {
        if (!Tidy()) return NotFound();
        var sort = Sort switch { "oldest" => RecordSort.Oldest, "name" => RecordSort.Name, "identity" => RecordSort.Identity, _ => RecordSort.Newest };
        if (await list.ExecuteAsync(Workspace.WorkspaceId, Kind, Filter, sort, Cursor, PageSize, HttpContext.RequestAborted) is not { } page) return Redirect(Address(cursor: null));
        Shown = page;
        return Page();
    }

    /// <summary>Exports what the filter chooses.</summary>
    [LeastRole(WorkspaceRole.Member)]
    public async Task<IActionResult> OnPostExportAsync()
    {
        if (!Tidy()) return NotFound();
        var (job, refusal) = await export.ExecuteAsync(Workspace.WorkspaceId, new ExportRequest(Kind, Filter, CreatedBy: Actor), HttpContext.RequestAborted);
        return job is { } id ? Redirect($"{Root}/jobs/{id}") : Refused($"/{Plural}", refusal!.Message);
    }

    /// <summary>This list with another order or page.</summary>
    public string Address(string? sort = "", string? cursor = "") => QueryOf(List, [("q", Search), ("status", Status), ("sort", sort == "" ? Sort : sort), ("cursor", cursor == "" ? Cursor : cursor)]);

    /// <summary>What chose this page of the list: who ticked nothing comes back to it.</summary>
    public IEnumerable<(string Name, string Value)> Choice =>
        new[] { ("q", Search), ("status", Status), ("sort", Sort), ("cursor", Cursor) }.Where(pair => !string.IsNullOrEmpty(pair.Item2)).Select(pair => (pair.Item1, pair.Item2!));

    /// <summary>The same choice of records at another address.</summary>
    public string Same(string path) => QueryOf($"{List}{path}", [("q", Search), ("status", Status)]);

    /// <summary>Where the export of this choice is asked for.</summary>
    public string ExportAddress => QueryOf(List, [("q", Search), ("status", Status), ("handler", "Export")]);

    // What is no filter or order is none: addresses are typed and kept. False when nothing can be found so.
    private bool Tidy()
    {
        if (Status is { } status && !RecordStatus.All.Contains(status)) Status = null;
        if (Sort is not (null or "newest" or "oldest" or "name" or "identity")) Sort = null;
        if (Search is { Length: > ListRecords.LongestSearch }) Search = TextCut.At(Search, ListRecords.LongestSearch);
        return Search?.Contains('\0', StringComparison.Ordinal) != true;
    }

    private static string QueryOf(string path, (string Name, string? Value)[] query) =>
        path + QueryString.Create(query.Where(pair => !string.IsNullOrEmpty(pair.Value)).Select(pair => KeyValuePair.Create<string, string?>(pair.Name, pair.Value)));
}
