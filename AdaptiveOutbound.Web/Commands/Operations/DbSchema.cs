using AdaptiveOutbound.Data.Operations;
using AdaptiveOutbound.Data.Operations.Schema;
using AdaptiveOutbound.Jobs.Operations;
using AdaptiveOutbound.Web.Hosting;

namespace AdaptiveOutbound.Web.Commands.Operations;

/// <summary><c>db migrate</c> and <c>db script</c>.</summary>
internal static class DbSchema
{
    public static async Task<int> MigrateAsync(CommandRun run, bool dryRun)
    {
        var settings = HostSettings.Read();
        await using var database = await OpenAsync(run, settings);
        if (dryRun) return await DbPlan.ShowAsync(run, database, settings);
        var applied = await MigrateDatabase.ExecuteAsync(database.Connections, settings.Environment, run.Clock, run.Interrupted);
        await database.CheckRoleAsync(run.Interrupted);
        // A migration may have made a table that nobody guards.
        var open = (await RowSecurityProof.RunAsync(database.App, run.Interrupted)).Where(c => c.Faults.Count > 0).ToList();
        if (run.Json) run.WriteJson(new { applied, rowSecurityFaults = open.Select(c => new { table = c.Table, c.Faults }) });
        else if (applied.Count == 0) run.Out.WriteLine("The database is up to date.");
        else foreach (var id in applied) run.Out.WriteLine($"Applied {id}.");
        if (open.Count == 0) return ExitCodes.Ended;
        throw new CommandFailure($"Row-level security does not hold on {string.Join(", ", open.Select(c => c.Table))}: see ./outbound db verify-rls. Start no process on this database before it does.");
    }

    public static Task<int> ScriptAsync(CommandRun run)
    {
        run.Out.Write(MigrateDatabase.Script(HostSettings.Read().Environment));
        return Task.FromResult(ExitCodes.Ended);
    }

    /// <summary>The database of this environment, for its owner; its schema is not looked at.</summary>
    /// <param name="needsOwner">False: the system's login does where the owner's is not set.</param>
    /// <exception cref="DatabaseUnavailableException">It is another environment's, or cannot be reached.</exception>
    public static async Task<OutboundDatabase> OpenAsync(CommandRun run, HostSettings settings, bool needsOwner = true)
    {
        var database = await OpenAnyAsync(run, settings);
        try
        {
            var owner = needsOwner ? database.Connections.RequireOwner() : database.Connections.Owner;
            await DeploymentMark.RefuseOthersAsync(owner ?? database.Connections.System, owner is null ? "OutboundSystem" : "OutboundOwner", settings.Environment, run.Interrupted);
            return database;
        }
        catch
        {
            await database.DisposeAsync();
            throw;
        }
    }

    /// <summary>The database, whosever it is: for what only tells of it.</summary>
    public static Task<OutboundDatabase> OpenAnyAsync(CommandRun run, HostSettings settings) =>
        OutboundDatabase.OpenAsync(settings.Database with { CheckRole = false }, run.Clock, run.Messages.Line, run.Interrupted);
}
