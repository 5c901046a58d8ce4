using AdaptiveOutbound.Data.Operations;
using AdaptiveOutbound.Data.Operations.Schema;
using AdaptiveOutbound.Jobs.Operations;
using AdaptiveOutbound.Web.Hosting;
using Npgsql;

namespace AdaptiveOutbound.Web.Commands.Operations;

/// <summary><c>db migrate --dry-run</c>: what would be done, and nothing is.</summary>
internal static class DbPlan
{
    public static async Task<int> ShowAsync(CommandRun run, OutboundDatabase database, HostSettings settings)
    {
        await using var source = NpgsqlDataSource.Create(OwnerSession.AsGroup(database.Connections.RequireOwner()));
        var found = await SchemaState.FindAsync(source, run.Interrupted);
        await MigrateSchema.RefuseAsync(source, found, settings.Environment, run.Interrupted);
        await using var connection = await source.OpenConnectionAsync(run.Interrupted);
        var (hangfire, wanted) = (await MigrateSchema.VersionAsync(connection, MigrateDatabase.Hangfire.Name, run.Interrupted), MigrateDatabase.Hangfire.Version);
        var plan = SchemaPlan.Of(found.Pending);
        if (run.Json) run.WriteJson(new { database = database.Address, environment = settings.Environment, hangfire = new { from = hangfire, to = Math.Max(hangfire, wanted) }, migrations = plan });
        else Write(run, plan, hangfire < wanted ? $"Hangfire's schema: from version {hangfire} to {wanted}." : null);
        return ExitCodes.Ended;
    }

    private static void Write(CommandRun run, IReadOnlyList<PlannedMigration> plan, string? hangfire)
    {
        if (plan.Count == 0 && hangfire is null)
        {
            run.Out.WriteLine("Nothing would be done: the database is up to date.");
            return;
        }

        if (hangfire is not null) run.Out.WriteLine(hangfire);
        foreach (var migration in plan)
        {
            run.Out.WriteLine($"Would apply {migration.Id}: {migration.Statements} statements.");
            foreach (var blocking in migration.Blocking) run.Out.WriteLine($"  {blocking.Statement}\n    beside running workers: {blocking.Why}");
            if (migration.Reason is not null) run.Out.WriteLine($"  Accepted because: {migration.Reason}");
        }

        run.Out.WriteLine("Nothing was done. The SQL: ./outbound db script");
    }
}
