using System.CommandLine;
using System.Globalization;
using AdaptiveOutbound.Data.Tokens;
using AdaptiveOutbound.Jobs.Members;
using AdaptiveOutbound.Jobs.Tokens;

namespace AdaptiveOutbound.Web.Commands.Tokens;

/// <summary><c>token create|list|revoke</c>: the API's credentials.</summary>
internal static class TokenCommand
{
    private const int MostDays = 3_650;

    public static Command Create(CommandShell shell)
    {
        var workspace = Arguments.Workspace();
        workspace.Recursive = true;
        return new Command("token", "Credentials of the REST API, each of one workspace and role.") { workspace, Make(shell, workspace), List(shell, workspace), Revoke(shell, workspace) };
    }

    private static Command Make(CommandShell shell, Option<string> workspace)
    {
        var role = new Option<string>("--role") { Description = "viewer, member, admin or owner.", HelpName = "ROLE", Required = true };
        role.AcceptOnlyFromAmong([.. WorkspaceRoleText.All]);
        var name = new Option<string>("--name") { Description = "What people call it (default: command line).", HelpName = "NAME", DefaultValueFactory = _ => "command line" };
        var days = new Option<int?>("--days") { Description = $"How many days it is valid, 1 to {MostDays} (default: without end).", HelpName = "DAYS" };
        var command = new Command("create", "Make a token; it is printed once and kept nowhere.") { role, name, days };
        shell.Handle(command, (parse, run) => MakeAsync(run, parse.GetRequiredValue(workspace), WorkspaceRoleText.Parse(parse.GetRequiredValue(role))!.Value,
            parse.GetRequiredValue(name).Trim(), parse.GetValue(days)));
        return command;
    }

    private static Command List(CommandShell shell, Option<string> workspace)
    {
        var command = new Command("list", "Show the workspace's tokens, never their text.");
        shell.Handle(command, (parse, run) => ListAsync(run, parse.GetRequiredValue(workspace)));
        return command;
    }

    private static Command Revoke(CommandShell shell, Option<string> workspace)
    {
        var id = new Argument<string>("TOKEN") { Description = "The token's id, from token list." };
        var command = new Command("revoke", "Refuse a token from now on, for good.") { id };
        shell.Handle(command, (parse, run) => RevokeAsync(run, parse.GetRequiredValue(workspace), parse.GetRequiredValue(id)));
        return command;
    }

    private static async Task<int> MakeAsync(CommandRun run, string slug, WorkspaceRole role, string name, int? days)
    {
        if (days is < 1 or > MostDays) throw CommandFailure.Usage($"--days is {days}: it must be from 1 to {MostDays}.");
        if (name.Length is 0 or > ApiTokens.LongestName) throw CommandFailure.Usage($"--name must have 1 to {ApiTokens.LongestName} characters.");
        await using var host = await run.OpenHostAsync();
        var workspace = await run.WorkspaceAsync(host, slug);
        // Whoever runs commands looks after the installation: no role is too high.
        var result = await host.Get<ApiTokens>().MakeAsync(workspace, name, role, days is { } some ? TimeSpan.FromDays(some) : null, new Actor(CommandRun.By, WorkspaceRole.Owner), run.Interrupted);
        if (result is MakeTokenResult.Refused refused) throw new CommandFailure(refused.Message);
        var (token, text) = (MakeTokenResult.Made)result;
        run.Messages.Line($"A token of the workspace {slug} as {token.Role}{(token.ExpiresAt is { } end ? $", valid until {Time(end)}" : "")}. It is shown this once; id {token.Id}.");
        if (run.Json) run.WriteJson(new { token.Id, token.Name, token.Role, token.CreatedAt, token.ExpiresAt, token = text });
        else run.Out.WriteLine(text);
        return ExitCodes.Ended;
    }

    private static async Task<int> ListAsync(CommandRun run, string slug)
    {
        await using var host = await run.OpenHostAsync();
        var tokens = await host.Get<ApiTokens>().ListAsync(await run.WorkspaceAsync(host, slug), run.Interrupted);
        if (run.Json) run.WriteJson(new { data = tokens.Select(t => new { t.Id, t.Name, t.Role, t.CreatedAt, t.CreatedBy, t.ExpiresAt, t.RevokedAt, t.LastUsedAt }) });
        else if (tokens.Count == 0) run.Messages.Line($"The workspace {slug} has no tokens: make one with ./outbound token create --role viewer.");
        else Write(run, tokens);
        return ExitCodes.Ended;
    }

    private static void Write(CommandRun run, List<ApiToken> tokens)
    {
        foreach (var t in tokens)
            run.Out.WriteLine($"{t.Id}  {t.Role,-6}  {State(t, run.Clock.GetUtcNow())}, {(t.LastUsedAt is { } used ? $"last used {Time(used)}" : "never used")}  {t.Name}");
    }

    private static string State(ApiToken token, DateTimeOffset now) => token switch
    {
        { RevokedAt: { } at } => $"revoked {Time(at)}",
        { ExpiresAt: { } end } => end <= now ? $"expired {Time(end)}" : $"valid until {Time(end)}",
        _ => "valid",
    };

    private static async Task<int> RevokeAsync(CommandRun run, string slug, string text)
    {
        if (!Guid.TryParse(text, out var id)) throw CommandFailure.Usage($"{text} is no id of a token: see ./outbound token list.");
        await using var host = await run.OpenHostAsync();
        if (!await host.Get<ApiTokens>().RevokeAsync(await run.WorkspaceAsync(host, slug), id, CommandRun.By, run.Interrupted))
            throw new CommandFailure($"The workspace {slug} has no valid token {id}: see ./outbound token list.");
        run.Messages.Line($"Revoked the token {id}.");
        return ExitCodes.Ended;
    }

    private static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);
}
