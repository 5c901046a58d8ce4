using AdaptiveOutbound.Data.Operations;
using AdaptiveOutbound.Data.Operations.Schema;
using AdaptiveOutbound.Web.Hosting;

namespace AdaptiveOutbound.Web.Commands.Operations;

/// <summary><c>db status</c>: which database, whose, and how far.</summary>
internal static class DbStatus
{
    public static async Task<int> RunAsync(CommandRun run)
    {
        var settings = HostSettings.Read();
        await using var database = await DbSchema.OpenAnyAsync(run, settings);
        await using var connection = await FirstConnection.OpenAsync(database.Connections.App, "Outbound", "nothing can be said of it", run.Interrupted);
        var server = connection.PostgreSqlVersion;
        var found = await SchemaState.FindAsync(database.App, run.Interrupted);
        // Before the first migration there is no mark to read.
        var owner = found.Applied.Count == 0 ? null : await DeploymentMark.ReadAsync(database.App, run.Interrupted);
        var broken = await SchemaState.BrokenIndexesAsync(database.App, run.Interrupted);
        if (run.Json)
        {
            run.WriteJson(new
            {
                database = database.Address, embedded = database.IsEmbedded, environment = settings.Environment, deployment = owner, version = ProductVersion.Text,
                applied = found.Applied, pending = found.Pending, newer = found.Newer, brokenIndexes = broken,
                server = server.ToString(), serverTooOld = ServerVersion.IsTooOld(server),
            });
            return ExitCodes.Ended;
        }

        run.Out.WriteLine($"Database:    {database.Address}{(database.IsEmbedded ? " (embedded)" : "")}");
        run.Out.WriteLine($"Server:      {ServerVersion.Line(server)}");
        run.Out.WriteLine($"Environment: {settings.Environment}; the database belongs to {owner ?? "nobody yet"}");
        run.Out.WriteLine($"Build:       {ProductVersion.Text}");
        foreach (var id in found.Applied) run.Out.WriteLine($"Applied:     {id}{(found.Newer.Contains(id) ? " (by a newer build; this one does not know it)" : "")}");
        foreach (var id in found.Pending) run.Out.WriteLine($"Pending:     {id}");
        foreach (var index in broken) run.Out.WriteLine($"Broken:      index {index} was not built to its end: drop it, and build it again with the statement of ./outbound db script");
        return ExitCodes.Ended;
    }
}
