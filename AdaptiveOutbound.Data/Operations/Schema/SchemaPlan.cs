using System.Reflection;
using Microsoft.EntityFrameworkCore.Migrations;

namespace AdaptiveOutbound.Data.Operations.Schema;

/// <summary>What one migration would do.</summary>
/// <param name="Id">The migration.</param>
/// <param name="Statements">How many statements it runs.</param>
/// <param name="Blocking">Those that stop workers which run meanwhile.</param>
/// <param name="Reason">Why that is accepted; null when there are none.</param>
/// <param name="Sql">All of it.</param>
internal sealed record PlannedMigration(string Id, int Statements, IReadOnlyList<BlockingStatement> Blocking, string? Reason, string Sql);

/// <summary>Looks at migrations without running them.</summary>
internal static class SchemaPlan
{
    /// <summary>What each of these would do; they stand in order.</summary>
    public static IReadOnlyList<PlannedMigration> Of(IReadOnlyList<string> ids)
    {
        using var context = new OutboundContext(OutboundContextOptions.For("Host=unused"));
        var migrator = SchemaState.Migrator(context);
        return [.. ids.Select(id => Plan(id, migrator.GenerateScript(SchemaState.Before(id), id)))];
    }

    /// <summary>Names of all tables that this build's migrations make.</summary>
    public static IReadOnlySet<string> Tables() => Of(SchemaState.Known).SelectMany(m => BlockingSql.TablesMade(m.Sql)).ToHashSet(StringComparer.Ordinal);

    /// <summary>The SQL that undoes one migration.</summary>
    public static string Down(string id)
    {
        using var context = new OutboundContext(OutboundContextOptions.For("Host=unused"));
        return SchemaState.Migrator(context).GenerateScript(id, SchemaState.Before(id));
    }

    private static PlannedMigration Plan(string id, string sql)
    {
        var blocking = BlockingSql.Find(sql);
        return new PlannedMigration(id, SqlStatements.Split(sql).Count, blocking,
            blocking.Count == 0 ? null : SchemaState.TypeOf(id).GetCustomAttribute<BlockingReasonAttribute>()?.Reason, sql);
    }
}
