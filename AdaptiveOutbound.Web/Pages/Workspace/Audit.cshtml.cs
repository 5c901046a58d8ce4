using System.Reflection;
using AdaptiveOutbound.Jobs.Audit;
using AdaptiveOutbound.Jobs.Tokens;
using AdaptiveOutbound.Web.Access;
using Microsoft.AspNetCore.Mvc;

namespace AdaptiveOutbound.Web.Pages.Workspace;

/// <summary>Who did what in the workspace.</summary>
[LeastRole(WorkspaceRole.Admin)]
internal sealed class AuditModel(ListAudit list) : WorkspacePage
{
    private const int PageSize = 50;

    /// <summary>What can be filtered by.</summary>
    public static readonly IReadOnlyList<string> Actions =
        [.. typeof(AuditActions).GetFields(BindingFlags.Public | BindingFlags.Static).Select(field => (string)field.GetRawConstantValue()!).Order(StringComparer.Ordinal)];

    [BindProperty(SupportsGet = true, Name = "action")] public string? Action { get; set; }

    [BindProperty(SupportsGet = true, Name = "before")] public Guid? Before { get; set; }

    /// <summary>The action that is filtered by; null for all.</summary>
    public string? Kind => Actions.Contains(Action) ? Action : null;

    public IReadOnlyList<AuditView> Lines { get; private set; } = [];

    /// <summary>Where older lines begin; null when there are none.</summary>
    public string? Next { get; private set; }

    public async Task OnGetAsync()
    {
        var page = await list.ExecuteAsync(Workspace.WorkspaceId, Before, PageSize, HttpContext.RequestAborted, Kind);
        (Lines, Next) = (page.Data, page.Next);
    }

    /// <summary>This page with its filter, from a cursor on.</summary>
    public string Address(string? before) => $"{Root}/audit?action={Kind}{(before is null ? "" : $"&before={before}")}";
}
