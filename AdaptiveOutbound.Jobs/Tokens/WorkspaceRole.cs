namespace AdaptiveOutbound.Jobs.Tokens;

/// <summary>What somebody may do in a workspace; each role may do what those before it may.</summary>
public enum WorkspaceRole
{
    /// <summary>Reads.</summary>
    Viewer,

    /// <summary>Also imports, edits, runs, steers, exports.</summary>
    Member,

    /// <summary>Also keys, settings, budgets, schedules, members, tokens.</summary>
    Admin,

    /// <summary>Also removes the workspace and names owners.</summary>
    Owner,
}

/// <summary>Roles as they are written.</summary>
internal static class WorkspaceRoleText
{
    public static IReadOnlyList<string> All { get; } = ["viewer", "member", "admin", "owner"];

    public static string Of(WorkspaceRole role) => All[(int)role];

    /// <summary>The role of that name, or null.</summary>
    public static WorkspaceRole? Parse(string text) => All.Index().Where(role => role.Item == text).Select(role => (WorkspaceRole?)role.Index).FirstOrDefault();
}
