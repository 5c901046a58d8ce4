using AdaptiveOutbound.Data.Workspaces;
using AdaptiveOutbound.Jobs.Workspaces;

namespace AdaptiveOutbound.Tests.Support;

/// <summary>Makes workspaces for tests.</summary>
internal static class TestWorkspace
{
    /// <summary>A workspace of that name; its id.</summary>
    public static async Task<Guid> CreateAsync(TestDatabase database, string slug)
    {
        var create = new CreateWorkspace(new WorkspaceRows(database.App), TimeProvider.System);
        return ((CreateWorkspaceResult.Made)await create.ExecuteAsync(slug, CancellationToken.None)).WorkspaceId;
    }
}
