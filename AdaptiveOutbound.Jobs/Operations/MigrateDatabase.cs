using AdaptiveOutbound.Data.Operations;
using Hangfire.PostgreSql;

namespace AdaptiveOutbound.Jobs.Operations;

/// <summary>Brings schema <c>outbound</c> and Hangfire's schema up to this build. Safe to run from several processes at once.</summary>
internal static class MigrateDatabase
{
    /// <summary>Applies what is pending; returns the ids of the migrations it applied.</summary>
    public static async Task<IReadOnlyList<string>> ExecuteAsync(DatabaseConnections connections, string environment, CancellationToken cancellationToken)
    {
        IReadOnlyList<string> applied = [];
        var owner = connections.RequireOwner();
        await GroupRoles.EnsureAsync(connections, cancellationToken);
        await OwnerSession.RunAsync(owner, async connection =>
        {
            await using var source = Npgsql.NpgsqlDataSource.Create(OwnerSession.AsGroup(owner));
            applied = await SchemaState.PendingAsync(source, cancellationToken);
            if (applied.Count == 0)
                return;
            PostgreSqlObjectsInstaller.Install(connection, HangfireSetup.Schema);
            await OwnerSession.GrantHangfireAsync(connection, HangfireSetup.Schema, cancellationToken);
            await SchemaState.MigrateAsync(owner, target: null, cancellationToken);
            await OwnerSession.MarkEnvironmentAsync(connection, environment, cancellationToken);
        }, cancellationToken);
        return applied;
    }
}
