using AdaptiveOutbound.Data.Keys;
using AdaptiveOutbound.Jobs.Keys;
using AdaptiveOutbound.Jobs.Providers.Apollo;
using AdaptiveOutbound.Jobs.Tokens;
using AdaptiveOutbound.Web.Access;
using Microsoft.AspNetCore.Mvc;

namespace AdaptiveOutbound.Web.Pages.Workspace;

/// <summary>Asks once more before a key is removed, and removes it.</summary>
[LeastRole(WorkspaceRole.Admin)]
internal sealed class KeysRemoveModel(ListKeys list, RemoveKey remove, ReadKeyUse use) : WorkspacePage
{
    public KeyMetadata Key { get; private set; } = null!;

    public KeyUse Use { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync(string provider)
    {
        var ct = HttpContext.RequestAborted;
        if ((await list.ExecuteAsync(Workspace.WorkspaceId, ct)).FirstOrDefault(k => k.Provider == provider) is not { } key) return NotFound();
        (Key, Use) = (key, await use.ExecuteAsync(Workspace.WorkspaceId, provider, ct));
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(string provider)
    {
        if (provider != ApolloRegistration.Name) return NotFound();
        var removed = await remove.ExecuteAsync(Workspace.WorkspaceId, provider, Actor, HttpContext.RequestAborted);
        return Done("/keys", removed ? "The Apollo key is removed. Jobs that need it wait until there is one." : "There was no Apollo key any more.");
    }
}
