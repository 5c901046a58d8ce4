using System.CommandLine;

namespace AdaptiveOutbound.Web.Commands.Operations;

/// <summary><c>db migrate|status|script|rollback|verify-rls</c>.</summary>
internal static class DbCommand
{
    public static Command Create(CommandShell shell)
    {
        var dryRun = new Option<bool>("--dry-run") { Description = "Say what would be done, and what of it stops workers that run meanwhile; do nothing." };
        var migrate = new Command("migrate", "Make roles, where allowed, and apply the migrations that are pending.") { dryRun };
        shell.Handle(migrate, (parse, run) => DbSchema.MigrateAsync(run, parse.GetValue(dryRun)));
        return new Command("db", "The database.")
        {
            migrate,
            Verb(shell, "status", "Say which database this is and which migrations it has.", DbStatus.RunAsync),
            Verb(shell, "script", "Write all of it as SQL that may be repeated, for people who run SQL by hand.", DbSchema.ScriptAsync),
            DbRollback.Create(shell),
            Verb(shell, "verify-rls", "Prove on the live database that workspaces cannot see each other.", DbVerifyRls.RunAsync),
        };
    }

    private static Command Verb(CommandShell shell, string name, string description, Func<CommandRun, Task<int>> body)
    {
        var command = new Command(name, description);
        shell.Handle(command, (_, run) => body(run));
        return command;
    }
}
