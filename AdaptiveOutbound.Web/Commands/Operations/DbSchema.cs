using AdaptiveOutbound.Data.Operations;
using AdaptiveOutbound.Jobs.Operations;
using AdaptiveOutbound.Web.Hosting;

namespace AdaptiveOutbound.Web.Commands.Operations;

/// <summary>Verbs that change the schema, as its owner.</summary>
internal static class DbSchema
{
    public static async Task<int> MigrateAsync(CommandRun run)
    {
        var settings = HostSettings.Read();
        await using var database = await OpenAsync(run, settings);
        var applied = await MigrateDatabase.ExecuteAsync(database.Connections, settings.Environment, run.Interrupted);
        await database.CheckRoleAsync(run.Interrupted);
        if (run.Json) run.WriteJson(new { applied });
        else if (applied.Count == 0) run.Out.WriteLine("The database is up to date.");
        else foreach (var id in applied) run.Out.WriteLine($"Applied {id}.");
        return ExitCodes.Ended;
    }

    public static Task<int> ScriptAsync(CommandRun run)
    {
        run.Out.Write(SchemaState.Script());
        return Task.FromResult(ExitCodes.Ended);
    }

    public static async Task<int> RollbackAsync(CommandRun run, string migration)
    {
        if (!SchemaState.Known.Contains(migration))
            throw CommandFailure.Usage($"There is no migration {migration}: there are {string.Join(", ", SchemaState.Known)}.");
        var settings = HostSettings.Read();
        await using var database = await OpenAsync(run, settings);
        await SchemaState.MigrateAsync(database.Connections.RequireOwner(), migration, run.Interrupted);
        run.Out.WriteLine($"The database stands at {migration}.");
        return ExitCodes.Ended;
    }

    /// <summary>The database without any check of its schema.</summary>
    public static Task<OutboundDatabase> OpenAsync(CommandRun run, HostSettings settings) =>
        OutboundDatabase.OpenAsync(settings.Database with { CheckRole = false }, run.Clock, run.Messages.Line, run.Interrupted);
}
