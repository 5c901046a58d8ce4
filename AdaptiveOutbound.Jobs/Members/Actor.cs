using AdaptiveOutbound.Jobs.Tokens;

namespace AdaptiveOutbound.Jobs.Members;

/// <summary>Who changes members and tokens, and what they may.</summary>
/// <param name="By">Who it is in the audit log: an e-mail, <c>token …</c> or <c>command line</c>.</param>
/// <param name="Role">Their role in the workspace.</param>
internal sealed record Actor(string By, WorkspaceRole Role)
{
    /// <summary>Whether they may give this role, or act on somebody who has it: an owner always, an admin up to admin.</summary>
    public bool MayHandle(WorkspaceRole role) => Role == WorkspaceRole.Owner || (Role == WorkspaceRole.Admin && role <= WorkspaceRole.Admin);
}
