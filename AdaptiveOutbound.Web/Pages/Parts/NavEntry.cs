using AdaptiveOutbound.Jobs.Tokens;

namespace AdaptiveOutbound.Web.Pages.Parts;

/// <summary>An entry of the menu of a workspace.</summary>
/// <param name="Path">Below the workspace's address.</param>
/// <param name="Least">The role from which the page opens, as the page itself says.</param>
internal sealed record NavEntry(string Name, string Icon, string Path, WorkspaceRole Least = WorkspaceRole.Viewer)
{
    private static readonly NavEntry[] Working =
    [
        new("Home", "home", ""), new("Import", "upload", "/import", WorkspaceRole.Member), new("Records", "records", "/accounts"), new("Jobs", "jobs", "/jobs"), new("Schedules", "schedule", "/schedules"), new("Usage", "usage", "/usage"),
    ];

    private static readonly NavEntry[] Managing =
    [
        new("Keys", "key", "/keys"), new("Members", "people", "/members"), new("API tokens", "token", "/tokens", WorkspaceRole.Admin),
        new("Settings", "settings", "/settings"), new("Audit log", "audit", "/audit", WorkspaceRole.Admin),
    ];

    /// <summary>Where a role works.</summary>
    public static IReadOnlyList<NavEntry> Work(WorkspaceRole role) => [.. Working.Where(entry => role >= entry.Least)];

    /// <summary>What a role can look at or change of the workspace itself.</summary>
    public static IReadOnlyList<NavEntry> Manage(WorkspaceRole role) => [.. Managing.Where(entry => role >= entry.Least)];
}
