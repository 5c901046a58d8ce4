using AdaptiveOutbound.Data.Keys;
using AdaptiveOutbound.Jobs.Keys;
using AdaptiveOutbound.Jobs.Providers;
using AdaptiveOutbound.Jobs.Providers.Apollo;
using AdaptiveOutbound.Jobs.Tokens;
using AdaptiveOutbound.Web.Access;
using AdaptiveOutbound.Web.Hosting;
using Microsoft.AspNetCore.Mvc;

namespace AdaptiveOutbound.Web.Pages.Workspace;

/// <summary>The workspace's keys: what is known of them, testing, setting and replacing. What was typed never comes back.</summary>
internal sealed class KeysModel(ListKeys list, SetKey set, TestKey test, ReadKeyUse use, OutboundHost host, TimeProvider clock) : WorkspacePage
{
    /// <summary>Asks for the form that replaces the key.</summary>
    [BindProperty(SupportsGet = true, Name = "replace")] public bool Replacing { get; set; }

    [BindProperty(Name = "key")] public string? Typed { get; set; }

    /// <summary>The workspace's key for Apollo; null when there is none.</summary>
    public KeyMetadata? Key { get; private set; }

    public KeyUse Use { get; private set; } = new(0, 0);

    /// <summary>What a test that was just made found.</summary>
    public KeyTest? Tested { get; private set; }

    public DateTimeOffset? TestedAt { get; private set; }

    /// <summary>Why the key could not be used at all.</summary>
    public string? Trouble { get; private set; }

    public string? FieldError { get; private set; }

    public bool HasSandbox => !host.Settings.IsProduction;

    public bool IsAdmin => May(WorkspaceRole.Admin);

    public Task OnGetAsync() => LoadAsync();

    [LeastRole(WorkspaceRole.Admin)]
    public async Task<IActionResult> OnPostTestAsync()
    {
        try
        {
            Tested = await test.ExecuteAsync(Workspace.WorkspaceId, ApolloRegistration.Name, Actor, HttpContext.RequestAborted);
            TestedAt = clock.GetUtcNow();
        }
        catch (KeyException e)
        {
            Trouble = e.Message;
        }

        await LoadAsync();
        return Page();
    }

    [LeastRole(WorkspaceRole.Admin)]
    public async Task<IActionResult> OnPostAsync()
    {
        try
        {
            var result = await set.ExecuteAsync(Workspace.WorkspaceId, ApolloRegistration.Name, (Typed ?? "").AsMemory(), Actor, HttpContext.RequestAborted);
            if (result is SetKeyResult.Stored stored) return Told(stored);
            FieldError = KeyWords.Refusal((SetKeyResult.Refused)result);
        }
        catch (KeyException e)
        {
            Trouble = $"{e.Message} Nothing was stored.";
        }
        finally
        {
            Typed = null;
            ModelState.Clear();
        }

        await LoadAsync();
        Replacing = Key is not null;
        return Page();
    }

    // A key of which nothing is known is no success yet.
    private RedirectResult Told(SetKeyResult.Stored stored)
    {
        if (stored.Key.Status == KeyStatus.Active)
            return Done("/keys", $"Apollo accepts the key ending in {stored.Key.LastFour}, and it is stored. Test it to see what it may call.");
        TempData["Warning"] = $"The key ending in {stored.Key.LastFour} is stored, but could not be tested: {stored.Message}";
        return Redirect($"{Root}/keys");
    }

    private async Task LoadAsync()
    {
        var ct = HttpContext.RequestAborted;
        Key = (await list.ExecuteAsync(Workspace.WorkspaceId, ct)).FirstOrDefault(k => k.Provider == ApolloRegistration.Name);
        if (Key is not null) Use = await use.ExecuteAsync(Workspace.WorkspaceId, ApolloRegistration.Name, ct);
    }
}
