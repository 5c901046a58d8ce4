using System.Text.Json;
using AdaptiveOutbound.Data.Operations.Backups;
using Npgsql;

namespace AdaptiveOutbound.Data.Operations.Schema;

/// <summary>A schema beside ours that a library brings along and installs itself.</summary>
/// <param name="Name">Of the schema.</param>
/// <param name="Version">That this build's library makes, as its table <c>schema</c> counts them.</param>
/// <param name="Install">Brings it there; may be repeated.</param>
internal sealed record LibrarySchema(string Name, int Version, Action<NpgsqlConnection> Install);

/// <summary>Applies what is pending, as the owner. Safe to run from several processes at once, and beside workers of the release before.</summary>
internal static class MigrateSchema
{
    /// <summary>Returns the ids of the migrations that it applied.</summary>
    /// <exception cref="DatabaseUnavailableException">It was not, or not wholly, done; the message says how far and what to do.</exception>
    public static async Task<IReadOnlyList<string>> ExecuteAsync(
        DatabaseConnections connections, string environment, LibrarySchema library, TimeProvider clock, CancellationToken cancellationToken)
    {
        var owner = connections.RequireOwner();
        await GroupRoles.EnsureAsync(connections, cancellationToken);
        IReadOnlyList<string> applied = [];
        await OwnerSession.RunAsync(owner, async connection => applied = await ApplyAsync(owner, connection, environment, library, clock, cancellationToken), cancellationToken);
        return applied;
    }

    /// <summary>The version of a library's schema that is there; 0 when none is.</summary>
    public static async Task<int> VersionAsync(NpgsqlConnection connection, string schema, CancellationToken cancellationToken)
    {
        var there = await connection.QueryAsync($"SELECT to_regclass('{schema}.schema') IS NOT NULL", r => r.GetBoolean(0), cancellationToken);
        return there[0] ? (await connection.QueryAsync($"SELECT coalesce(max(version), 0)::int FROM {schema}.schema", r => r.GetInt32(0), cancellationToken))[0] : 0;
    }

    /// <summary>Refuses a database that is another environment's, or that another branch has migrated.</summary>
    public static async Task RefuseAsync(NpgsqlDataSource source, SchemaFound found, string environment, CancellationToken cancellationToken)
    {
        await DeploymentMark.RefuseOthersAsync(source, environment, cancellationToken);
        if (found.Pending.Count > 0 && found.Newer.Count > 0)
            throw new DatabaseUnavailableException(
                $"The database has {found.Newer.Count} migration(s) that this build does not know, such as {found.Newer[0]}, and lacks others that it has, such as {found.Pending[0]}: they come of two branches. Nothing was migrated. Use the build that made the newer ones, or roll them back with it first.");
    }

    private static async Task<IReadOnlyList<string>> ApplyAsync(
        string owner, NpgsqlConnection connection, string environment, LibrarySchema library, TimeProvider clock, CancellationToken cancellationToken)
    {
        await using var source = NpgsqlDataSource.Create(OwnerSession.AsGroup(owner));
        var found = await SchemaState.FindAsync(source, cancellationToken);
        await RefuseAsync(source, found, environment, cancellationToken);
        if (found.Applied.Count == 0) await ForeignThings.RefuseForeignSchemaAsync(connection, "nothing was migrated", cancellationToken);
        if (await VersionAsync(connection, library.Name, cancellationToken) < library.Version)
        {
            library.Install(connection);
            await OwnerSession.ExecuteAsync(connection, OwnerSession.HangfireGrants(library.Name), cancellationToken);
        }

        // Also of a database whose migration was interrupted before it was marked.
        if (found.Applied.Count > 0) await OwnerSession.ExecuteAsync(connection, OwnerSession.MarkEnvironment(environment), cancellationToken);
        List<string> done = [], unnoted = [];
        foreach (var id in found.Pending)
        {
            // EF undoes what comes after its target: one that came late, of a merged branch, goes in with the last one that is there.
            var last = found.Applied.Count > 0 && string.CompareOrdinal(found.Applied[^1], id) > 0 ? found.Applied[^1] : id;
            await MigrationStep.RunAsync(owner, target: last, subject: id, done, clock, cancellationToken);
            done.Add(id);
            unnoted.Add(id);
            // Whose it is and what was done is said before the next one: whoever interrupts this leaves a database that is somebody's.
            await OwnerSession.ExecuteAsync(connection, OwnerSession.MarkEnvironment(environment), CancellationToken.None);
            if (await DeploymentEvents.AreKeptAsync(connection, CancellationToken.None)) await NoteAsync(connection, unnoted);
        }

        return done;
    }

    private static async Task NoteAsync(NpgsqlConnection connection, List<string> applied)
    {
        foreach (var id in applied)
            await DeploymentEvents.AddAsync(connection, DeploymentEventKind.Migration, id, ProductVersion.Text, null, JsonSerializer.Serialize(new { change = "applied" }), CancellationToken.None);
        applied.Clear();
    }
}
