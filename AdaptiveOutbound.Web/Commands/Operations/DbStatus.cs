using AdaptiveOutbound.Data.Operations;
using AdaptiveOutbound.Web.Hosting;

namespace AdaptiveOutbound.Web.Commands.Operations;

/// <summary><c>db status</c>: which database, whose, and how far.</summary>
internal static class DbStatus
{
    public static async Task<int> RunAsync(CommandRun run)
    {
        var settings = HostSettings.Read();
        await using var database = await DbSchema.OpenAsync(run, settings);
        var pending = await SchemaState.PendingAsync(database.App, run.Interrupted);
        // Before the first migration there is no mark to read.
        var owner = pending.Count == SchemaState.Known.Count ? null : await DeploymentMark.ReadAsync(database.App, run.Interrupted);
        var applied = SchemaState.Known.Except(pending).ToList();
        if (run.Json)
        {
            run.WriteJson(new { database = database.Address, embedded = database.IsEmbedded, environment = settings.Environment, deployment = owner, applied, pending });
            return ExitCodes.Ended;
        }

        run.Out.WriteLine($"Database:    {database.Address}{(database.IsEmbedded ? " (embedded)" : "")}");
        run.Out.WriteLine($"Environment: {settings.Environment}; the database belongs to {owner ?? "nobody yet"}");
        foreach (var id in applied) run.Out.WriteLine($"Applied:     {id}");
        foreach (var id in pending) run.Out.WriteLine($"Pending:     {id}");
        return ExitCodes.Ended;
    }
}
