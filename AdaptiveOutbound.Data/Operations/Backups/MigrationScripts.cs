using System.Text.RegularExpressions;
using AdaptiveOutbound.Data.Operations.Schema;
using Microsoft.EntityFrameworkCore.Migrations;

namespace AdaptiveOutbound.Data.Operations.Backups;

/// <summary>The migrations of this build as SQL for a transaction of the caller's.</summary>
internal static partial class MigrationScripts
{
    /// <summary>Those after <paramref name="from"/> (null: from the first on) up to <paramref name="to"/>, one script each.</summary>
    public static IReadOnlyList<string> Between(string? from, string to)
    {
        using var context = new OutboundContext(OutboundContextOptions.For("Host=unused"));
        var migrator = SchemaState.Migrator(context);
        List<string> scripts = [];
        for (var (before, n) = (from, from is null ? 0 : SchemaState.Known.ToList().IndexOf(from) + 1); n <= SchemaState.Known.ToList().IndexOf(to); n++)
        {
            scripts.Add(Concurrently().Replace(migrator.GenerateScript(before, SchemaState.Known[n], MigrationsSqlGenerationOptions.NoTransactions), "$1"));
            before = SchemaState.Known[n];
        }

        return scripts;
    }

    // Nobody else sees these tables yet, and in a transaction PostgreSQL refuses it.
    [GeneratedRegex(@"\b((?:CREATE\s+(?:UNIQUE\s+)?|DROP\s+)INDEX)\s+CONCURRENTLY\b", RegexOptions.IgnoreCase)]
    private static partial Regex Concurrently();
}
