using AdaptiveOutbound.Jobs.Tokens;

namespace AdaptiveOutbound.Web.Pages.Parts;

/// <summary>How pages write roles.</summary>
internal static class Roles
{
    public static string Name(WorkspaceRole role) => role.ToString();

    /// <summary>What the role may do, in a few words.</summary>
    public static string May(WorkspaceRole role) => role switch
    {
        WorkspaceRole.Viewer => "reads",
        WorkspaceRole.Member => "also imports, edits, enriches and exports",
        WorkspaceRole.Admin => "also keys, settings, members and tokens",
        _ => "also names owners and removes the workspace",
    };
}
