using System.Text.RegularExpressions;
using AdaptiveOutbound.Data.Audit;
using AdaptiveOutbound.Data.Members;
using AdaptiveOutbound.Data.Operations;
using AdaptiveOutbound.Data.Workspaces;
using AdaptiveOutbound.Jobs.Audit;
using AdaptiveOutbound.Jobs.Tokens;

namespace AdaptiveOutbound.Jobs.Workspaces;

/// <summary>Makes a workspace with its settings.</summary>
internal sealed partial class CreateWorkspace(WorkspaceRows rows, TimeProvider clock)
{
    /// <summary>Makes it, or says why not.</summary>
    /// <param name="slug">1 to 63 lower-case letters, digits and hyphens, neither first nor last a hyphen.</param>
    /// <param name="cancellationToken">Gives up; then nothing was made.</param>
    /// <param name="owner">Who owns it from the first moment on; null: nobody yet.</param>
    public async Task<CreateWorkspaceResult> ExecuteAsync(string slug, CancellationToken cancellationToken, (Guid UserId, string Email)? owner = null)
    {
        if (!IsSlug(slug))
            return new CreateWorkspaceResult.Refused("invalid_slug", "A workspace's name has 1 to 63 lower-case letters, digits and hyphens, and no hyphen at an end.");
        if (slug.StartsWith(SystemFigures.ProbeWorkspace, StringComparison.Ordinal))
            return new CreateWorkspaceResult.Refused("invalid_slug", $"Names that begin with {SystemFigures.ProbeWorkspace} are those of the probe of ./outbound preflight: choose another one.");
        return await MakeAsync(slug, owner, cancellationToken);
    }

    /// <summary>Makes one for a probe, which removes it.</summary>
    public async Task<(Guid Id, string Slug)?> ForProbeAsync(CancellationToken cancellationToken)
    {
        var slug = $"{SystemFigures.ProbeWorkspace}{Guid.NewGuid().ToString("N")[..12]}";
        return await MakeAsync(slug, null, cancellationToken) is CreateWorkspaceResult.Made made ? (made.WorkspaceId, slug) : null;
    }

    private async Task<CreateWorkspaceResult> MakeAsync(string slug, (Guid UserId, string Email)? owner, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var workspace = new Workspace { Id = Guid.CreateVersion7(now), Slug = slug, Name = slug, CreatedAt = now };
        var member = owner is { } first ? new WorkspaceMember { WorkspaceId = workspace.Id, UserId = first.UserId, Role = WorkspaceRoleText.Of(WorkspaceRole.Owner), CreatedAt = now } : null;
        var line = owner is { } by ? new AuditLine(by.Email, AuditActions.MemberAdded, by.Email, new Dictionary<string, string> { ["role"] = member!.Role }) : null;
        return await rows.CreateAsync(workspace, cancellationToken, member, line)
            ? new CreateWorkspaceResult.Made(workspace.Id)
            : new CreateWorkspaceResult.Refused("slug_taken", $"There is a workspace {slug} already.");
    }

    /// <summary>Whether a workspace can have this name.</summary>
    public static bool IsSlug(string slug) => Slug().IsMatch(slug);

    [GeneratedRegex(@"\A[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\z")]
    private static partial Regex Slug();
}

/// <summary>What came of making a workspace.</summary>
internal abstract record CreateWorkspaceResult
{
    private CreateWorkspaceResult() { }

    /// <summary>It is there.</summary>
    public sealed record Made(Guid WorkspaceId) : CreateWorkspaceResult;

    /// <summary>It was not made. Codes: <c>invalid_slug, slug_taken</c>.</summary>
    public sealed record Refused(string Code, string Message) : CreateWorkspaceResult;
}
