using System.CommandLine;
using AdaptiveOutbound.Data.Users;
using AdaptiveOutbound.Jobs.Members;
using AdaptiveOutbound.Jobs.Tokens;
using AdaptiveOutbound.Web.Access;
using AdaptiveOutbound.Web.Hosting;
using Microsoft.AspNetCore.Identity;

namespace AdaptiveOutbound.Web.Commands.Users;

/// <summary><c>user create|reset EMAIL</c>: people who sign in. Both print a link with which the person sets a password.</summary>
internal static class UserCommand
{
    public static Command Create(CommandShell shell) => new("user", "People who sign in to the pages.") { Make(shell), Reset(shell) };

    private static Command Make(CommandShell shell)
    {
        var email = new Argument<string>("EMAIL") { Description = "The person signs in with it." };
        var workspace = new Option<string?>("--workspace") { Description = "Also make the person a member of this workspace.", HelpName = "SLUG" };
        var role = new Option<string?>("--role") { Description = "As what: viewer, member, admin or owner.", HelpName = "ROLE" };
        role.AcceptOnlyFromAmong([.. WorkspaceRoleText.All]);
        var isOperator = new Option<bool>("--operator") { Description = "May look after the installation; gives no right in a workspace." };
        var command = new Command("create", "Make a user, and print a link to set the password.") { email, workspace, role, isOperator };
        shell.Handle(command, (parse, run) => MakeAsync(run, parse.GetRequiredValue(email).Trim(), parse.GetValue(workspace), parse.GetValue(role), parse.GetValue(isOperator)));
        return command;
    }

    private static Command Reset(CommandShell shell)
    {
        var email = new Argument<string>("EMAIL") { Description = "The person's e-mail." };
        var command = new Command("reset", "Print a link with which a user sets a new password: 24 hours, once.") { email };
        shell.Handle(command, (parse, run) => ResetAsync(run, parse.GetRequiredValue(email).Trim()));
        return command;
    }

    private static async Task<int> MakeAsync(CommandRun run, string email, string? slug, string? role, bool isOperator)
    {
        if ((slug is null) != (role is null)) throw CommandFailure.Usage("--workspace and --role go together: name both or neither.");
        if (!MakeUser.IsEmail(email)) throw CommandFailure.Usage($"{email} is no e-mail address, such as maya@company.example.");
        await using var host = await run.OpenHostAsync();
        Guid? workspace = slug is null ? null : await run.WorkspaceAsync(host, slug);
        await using var services = AccessServices.UsersOf(host);
        await using var scope = services.CreateAsyncScope();
        var (user, trouble) = await scope.ServiceProvider.GetRequiredService<MakeUser>().ExecuteAsync(email.Split('@')[0], email, password: null, isOperator);
        if (user is null) throw new CommandFailure($"{email} was not made a user. {string.Join(' ', trouble.Values)} For a new link run ./outbound user reset {email}.");
        if (workspace is { } id) await host.Get<AddMember>().ExecuteAsync(id, user.Id, email, WorkspaceRoleText.Parse(role!)!.Value, "command line", CancellationToken.None);
        run.Messages.Line($"Made the user {email}{(slug is null ? "" : $", {role} of {slug}")}{(isOperator ? ", operator" : "")}. Within 24 hours they set a password with this link:");
        return await PrintAsync(run, host, scope.ServiceProvider, user);
    }

    private static async Task<int> ResetAsync(CommandRun run, string email)
    {
        await using var host = await run.OpenHostAsync();
        await using var services = AccessServices.UsersOf(host);
        await using var scope = services.CreateAsyncScope();
        var user = await scope.ServiceProvider.GetRequiredService<UserManager<User>>().FindByEmailAsync(email)
            ?? throw new CommandFailure($"There is no user {email}: make one with ./outbound user create {email}.");
        run.Messages.Line($"{email} sets a new password with this link, within 24 hours and once:");
        return await PrintAsync(run, host, scope.ServiceProvider, user);
    }

    private static async Task<int> PrintAsync(CommandRun run, OutboundHost host, IServiceProvider services, User user)
    {
        var link = host.Settings.LinkBase + await services.GetRequiredService<ResetLink>().MakeAsync(user, by: null);
        if (run.Json) run.WriteJson(new { id = user.Id, email = user.Email, link });
        else run.Out.WriteLine(link);
        return ExitCodes.Ended;
    }
}
