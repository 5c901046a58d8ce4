using System.CommandLine;

namespace AdaptiveOutbound.Web.Commands.Operations;

/// <summary><c>db migrate|status|script|rollback|verify-rls</c>.</summary>
internal static class DbCommand
{
    public static Command Create(CommandShell shell)
    {
        var migration = new Argument<string>("MIGRATION") { Description = "The last migration that shall remain." };
        var rollback = new Command("rollback", "Undo the migrations after MIGRATION.") { migration };
        shell.Handle(rollback, (parse, run) => DbSchema.RollbackAsync(run, parse.GetRequiredValue(migration)));
        return new Command("db", "The database.")
        {
            Verb(shell, "migrate", "Make roles, where allowed, and apply the migrations that are pending.", DbSchema.MigrateAsync),
            Verb(shell, "status", "Say which database this is and which migrations it has.", DbStatus.RunAsync),
            Verb(shell, "script", "Write the SQL of all migrations.", DbSchema.ScriptAsync),
            rollback,
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
