using AdaptiveOutbound.Data.Operations;
using AdaptiveOutbound.Data.Operations.Schema;
using AdaptiveOutbound.Jobs.Operations;

namespace AdaptiveOutbound.Web.Hosting;

/// <summary>Lets a process in only where schema and environment fit.</summary>
internal static class SchemaGate
{
    /// <summary>Development migrates by itself, every other environment refuses pending migrations.</summary>
    /// <exception cref="HostRefusedException">The schema is old.</exception>
    /// <exception cref="DatabaseUnavailableException">The database is another environment's.</exception>
    public static async Task PassAsync(OutboundDatabase database, HostSettings settings, TimeProvider clock, Action<string> progress, CancellationToken cancellationToken)
    {
        var pending = await SchemaState.PendingAsync(database.App, cancellationToken);
        if (pending.Count > 0)
        {
            if (!settings.IsDevelopment)
                throw new HostRefusedException($"The database lacks {pending.Count} migration(s), first {pending[0]}: run ./outbound db migrate.");
            progress("Preparing the database's tables.");
            await MigrateDatabase.ExecuteAsync(database.Connections, settings.Environment, clock, cancellationToken);
            await database.CheckRoleAsync(cancellationToken);
        }

        await DeploymentMark.RefuseOthersAsync(database.App, settings.Environment, cancellationToken);
    }
}
