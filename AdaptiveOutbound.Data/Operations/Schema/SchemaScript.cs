using System.Text;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace AdaptiveOutbound.Data.Operations.Schema;

/// <summary>
/// The migrations as one file of SQL. EF's own idempotent script puts the statements themselves into a block of PL/pgSQL, where a SELECT
/// that calls a function is refused; here each migration is run as a text.
/// </summary>
internal static class SchemaScript
{
    /// <summary>All of them; each does nothing where it was applied.</summary>
    public static string Ours()
    {
        using var context = new OutboundContext(OutboundContextOptions.For("Host=unused"));
        var history = context.GetService<IHistoryRepository>();
        var text = new StringBuilder($"CREATE SCHEMA IF NOT EXISTS {OutboundContext.Schema};\n{history.GetCreateIfNotExistsScript()}\n");
        foreach (var id in SchemaState.Known)
            text.Append(System.Globalization.CultureInfo.InvariantCulture, $"""

                DO $outbound$
                BEGIN
                    IF NOT EXISTS (SELECT FROM outbound."__EFMigrationsHistory" WHERE migration_id = '{id}') THEN
                EXECUTE $migration$
                {WithoutTransaction(SchemaState.Migrator(context).GenerateScript(SchemaState.Before(id), id))}
                $migration$;
                    END IF;
                END $outbound$;

                """);
        return text.ToString();
    }

    // The block is a transaction itself.
    private static string WithoutTransaction(string sql) =>
        string.Join('\n', sql.ReplaceLineEndings("\n").Split('\n').Where(line => line is not ("START TRANSACTION;" or "COMMIT;"))).Trim();
}
