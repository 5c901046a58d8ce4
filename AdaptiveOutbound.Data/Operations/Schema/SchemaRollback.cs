using System.Text.Json;
using System.Text.RegularExpressions;
using AdaptiveOutbound.Data.Lanes;
using AdaptiveOutbound.Data.Operations.Backups;
using Npgsql;

namespace AdaptiveOutbound.Data.Operations.Schema;

/// <summary>What goes when a migration is undone.</summary>
/// <param name="What">A table, or a column of one, with its table before a dot.</param>
/// <param name="Rows">Rows of the table, or those with a value in the column.</param>
internal sealed record LostData(string What, long Rows);

/// <summary>What undoing migrations would do.</summary>
/// <param name="Undone">The migrations, the last one first.</param>
/// <param name="Lost">What goes with them.</param>
/// <param name="Workers">Workers that are alive; they must be stopped before.</param>
/// <param name="Found">What it was made for: the migrations that were there, and the last restore. On another database than that it is not carried out.</param>
internal sealed record RollbackPlan(IReadOnlyList<string> Undone, IReadOnlyList<LostData> Lost, int Workers, string Found);

/// <summary>Undoes migrations. It deletes what they made: the caller backs up first.</summary>
internal static partial class SchemaRollback
{
    /// <summary>What undoing everything after <paramref name="target"/> would do.</summary>
    /// <exception cref="DatabaseUnavailableException">It cannot be done by this build, or here.</exception>
    public static async Task<RollbackPlan> PlanAsync(DatabaseConnections connections, string environment, string target, CancellationToken cancellationToken)
    {
        await using var source = NpgsqlDataSource.Create(OwnerSession.AsGroup(connections.RequireOwner()));
        var found = await SchemaState.FindAsync(source, cancellationToken);
        if (!found.Applied.Contains(target))
            throw new DatabaseUnavailableException($"The database does not have {target}, so it cannot go back to it: nothing was changed. It stands at {(found.Applied.Count == 0 ? "the beginning" : found.Applied[^1])}.");
        if (found.Newer.Count > 0)
            throw new DatabaseUnavailableException($"The database has {found.Newer[^1]}, which this build does not know: roll it back with the build that made it. Nothing was changed.");
        await DeploymentMark.RefuseOthersAsync(source, environment, cancellationToken);

        string[] undone = [.. found.Applied.Where(id => string.CompareOrdinal(id, target) > 0).Reverse()];
        List<(string Table, string? Column)> dropped = [.. undone.SelectMany(id => Dropped(SchemaPlan.Down(id))).Distinct()];
        if (dropped.Contains(("deployment_events", null))) await RefuseWhileWorkRestsAsync(source, cancellationToken);
        List<LostData> lost = [];
        foreach (var (table, column) in dropped)
            if (await CountAsync(source, table, column, cancellationToken) is > 0 and var rows)
                lost.Add(new LostData(column is null ? table : $"{table}.{column}", rows));
        return new RollbackPlan(undone, lost, (await WorkerPresence.AliveAsync(source, cancellationToken)).Count, await FoundAsync(source, found, cancellationToken));
    }

    /// <summary>Undoes them, one after the other.</summary>
    /// <exception cref="DatabaseUnavailableException">A worker runs, the database is another one than the plan was made for, or a migration cannot be undone.</exception>
    public static Task ExecuteAsync(DatabaseConnections connections, RollbackPlan plan, TimeProvider clock, CancellationToken cancellationToken) =>
        OwnerSession.RunAsync(connections.RequireOwner(), async connection =>
        {
            await CheckAsync(connections, plan, cancellationToken);
            List<string> done = [];
            foreach (var id in plan.Undone)
            {
                await MigrationStep.RunAsync(connections.RequireOwner(), SchemaState.Before(id), id, done, clock, cancellationToken);
                done.Add(id);
                // Undoing the migration that made the table of events takes it away: it and older ones cannot be noted.
                if (await DeploymentEvents.AreKeptAsync(connection, CancellationToken.None))
                    await DeploymentEvents.AddAsync(connection, DeploymentEventKind.Migration, id, ProductVersion.Text, null, JsonSerializer.Serialize(new { change = "undone" }), CancellationToken.None);
            }
        }, cancellationToken);

    // Somebody was asked and a backup was made meanwhile; from here on the migration lock keeps restores and migrations away.
    private static async Task CheckAsync(DatabaseConnections connections, RollbackPlan plan, CancellationToken cancellationToken)
    {
        await using var source = NpgsqlDataSource.Create(OwnerSession.AsGroup(connections.RequireOwner()));
        if (await WorkerPresence.AnyAliveAsync(source, cancellationToken))
            throw new DatabaseUnavailableException("A worker began to run on this database meanwhile and would work against tables that are gone: stop it first. Nothing was undone.");
        if (await FoundAsync(source, await SchemaState.FindAsync(source, cancellationToken), cancellationToken) != plan.Found)
            throw new DatabaseUnavailableException("The database was restored or migrated meanwhile: nothing was undone. Run the command again to see what it would do now.");
    }

    private static async Task<string> FoundAsync(NpgsqlDataSource source, SchemaFound found, CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        var restore = await DeploymentEvents.AreKeptAsync(connection, cancellationToken) ? await DeploymentEvents.LastAsync(source, DeploymentEventKind.Restore, name: null, cancellationToken) : null;
        return $"{string.Join(' ', found.Applied)} {restore?.Id}";
    }

    // That work rests, and what rested before it, is noted in the table of events and nowhere else.
    private static async Task RefuseWhileWorkRestsAsync(NpgsqlDataSource source, CancellationToken cancellationToken)
    {
        if ((await source.QueryAsync($"SELECT {RestoreHold.IsHeld}", r => r.GetBoolean(0), cancellationToken))[0])
            throw new DatabaseUnavailableException("All work rests after a restore, and undoing this migration would forget that: nothing was changed. See what was spent since and let the work go on with ./outbound jobs resume --all, then run the command again.");
    }

    private static IEnumerable<(string Table, string? Column)> Dropped(string sql)
    {
        foreach (var statement in SqlStatements.Split(sql))
            if (Table().Match(statement) is { Success: true } table) yield return (table.Groups[1].Value, null);
            else if (Column().Match(statement) is { Success: true } column) yield return (column.Groups[1].Value, column.Groups[2].Value);
    }

    // Generated columns lose nothing: they are made anew of the others.
    private static async Task<long> CountAsync(NpgsqlDataSource source, string table, string? column, CancellationToken cancellationToken)
    {
        var there = await source.QueryAsync(
            "SELECT EXISTS (SELECT FROM pg_attribute WHERE attrelid = to_regclass($1) AND NOT attisdropped AND attgenerated = '' AND ($2::text IS NULL OR attname = $2))",
            r => r.GetBoolean(0), cancellationToken, $"outbound.{RoleSql.Quote(table)}", column);
        return there[0]
            ? (await source.QueryAsync($"SELECT count(*) FROM outbound.{RoleSql.Quote(table)}{(column is null ? "" : $" WHERE {RoleSql.Quote(column)} IS NOT NULL")}", r => r.GetInt64(0), cancellationToken))[0]
            : 0;
    }

    [GeneratedRegex(@"^DROP TABLE (?:IF EXISTS )?(?:outbound\.)?(\w+)", RegexOptions.IgnoreCase)]
    private static partial Regex Table();

    [GeneratedRegex(@"^ALTER TABLE (?:outbound\.)?(\w+) DROP COLUMN (?:IF EXISTS )?(\w+)", RegexOptions.IgnoreCase)]
    private static partial Regex Column();
}
