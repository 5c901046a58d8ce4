using System.Text.Json;
using System.Text.RegularExpressions;
using AdaptiveOutbound.Data.Lanes;
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
internal sealed record RollbackPlan(IReadOnlyList<string> Undone, IReadOnlyList<LostData> Lost, int Workers);

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
        List<LostData> lost = [];
        foreach (var (table, column) in undone.SelectMany(id => Dropped(SchemaPlan.Down(id))).Distinct())
            if (await CountAsync(source, table, column, cancellationToken) is > 0 and var rows)
                lost.Add(new LostData(column is null ? table : $"{table}.{column}", rows));
        return new RollbackPlan(undone, lost, (await WorkerPresence.AliveAsync(source, cancellationToken)).Count);
    }

    /// <summary>Undoes them, one after the other.</summary>
    public static Task ExecuteAsync(DatabaseConnections connections, RollbackPlan plan, TimeProvider clock, CancellationToken cancellationToken) =>
        OwnerSession.RunAsync(connections.RequireOwner(), async connection =>
        {
            List<string> done = [];
            foreach (var id in plan.Undone)
            {
                // Noted before: undoing the migration that made the table of events takes it away. Older ones cannot be noted.
                if (await DeploymentEvents.AreKeptAsync(connection, cancellationToken))
                    await DeploymentEvents.AddAsync(connection, DeploymentEventKind.Migration, id, ProductVersion.Text, null, JsonSerializer.Serialize(new { change = "undone" }), cancellationToken);
                await MigrationStep.RunAsync(connections.RequireOwner(), SchemaState.Before(id), id, done, clock, cancellationToken);
                done.Add(id);
            }
        }, cancellationToken);

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
