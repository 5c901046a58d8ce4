using AdaptiveOutbound.Data.Users;
using AdaptiveOutbound.Jobs.Members;
using AdaptiveOutbound.Jobs.Tokens;
using AdaptiveOutbound.Jobs.Workspaces;
using AdaptiveOutbound.Web.Access.Passkeys;
using AdaptiveOutbound.Web.Commands;

namespace AdaptiveOutbound.Web.Access;

/// <summary>Makes the first user: owner of <c>demo</c> and operator.</summary>
internal sealed class MakeFirstUser(SetUpLink link, MakeUser make, UserPasskeys passkeys, Memberships memberships, AddMember add, FindWorkspace find, CreateWorkspace create)
{
    /// <summary>Whether the link is right and nobody has an account yet.</summary>
    public async Task<bool> IsOpenAsync(string? code, CancellationToken cancellationToken) => link.Fits(code) && await memberships.NobodyAsync(cancellationToken);

    /// <summary>The user, or what is wrong by field. Begun, it is ended: it does not stop half way.</summary>
    public Task<(User? User, IReadOnlyDictionary<string, string> Trouble)> ExecuteAsync(string? code, string name, string email, string password) =>
        OnceAsync(code, email, () => make.ExecuteAsync(name, email, password, isOperator: true));

    /// <summary>As <see cref="ExecuteAsync"/>, with the passkey that the browser made instead of a password.</summary>
    /// <param name="credential">What it answered to <see cref="UserPasskeys.CreationOptionsAsync(string, string)"/>.</param>
    public Task<(User? User, IReadOnlyDictionary<string, string> Trouble)> WithPasskeyAsync(string? code, string name, string email, string credential) =>
        OnceAsync(code, email, () => passkeys.MakeAsync(email, credential, id => make.ExecuteAsync(name, email, password: null, isOperator: true, id)));

    private async Task<(User? User, IReadOnlyDictionary<string, string> Trouble)> OnceAsync(string? code, string email, Func<Task<(User?, IReadOnlyDictionary<string, string>)>> makeAsync)
    {
        if (!link.TryTake(code)) return (null, new Dictionary<string, string> { ["Email"] = "Somebody has just used this link." });
        var made = false;
        try
        {
            var (user, trouble) = await makeAsync();
            made = user is not null;
            if (user is not null) await OwnAsync(user, email);
            return (user, trouble);
        }
        finally
        {
            // Also when the database went away: the person tries again with the same link.
            if (!made) link.GiveBack();
        }
    }

    private async Task OwnAsync(User user, string email)
    {
        await create.ExecuteAsync(CommandRun.DefaultWorkspace, CancellationToken.None); // refused when it is there, which is as good
        var workspace = await find.ExecuteAsync(CommandRun.DefaultWorkspace, CancellationToken.None) ?? throw new InvalidOperationException("The first workspace was not made.");
        await add.ExecuteAsync(workspace, user.Id, email, WorkspaceRole.Owner, "set-up", CancellationToken.None);
    }
}
