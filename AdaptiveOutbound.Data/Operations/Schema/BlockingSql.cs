using System.Text.RegularExpressions;

namespace AdaptiveOutbound.Data.Operations.Schema;

/// <summary>A statement that stops workers which run meanwhile, or that takes away what the release before still uses.</summary>
/// <param name="Statement">The statement, shortened.</param>
/// <param name="Why">What it does to them.</param>
internal sealed record BlockingStatement(string Statement, string Why);

/// <summary>
/// Finds statements of a migration that are not safe beside workers of the release before: a schema is first widened, and narrowed by a
/// later release. Tables that the migration makes itself are nobody's yet.
/// </summary>
internal static partial class BlockingSql
{
    private const int Shown = 120;

    private static readonly (Regex Pattern, string Why)[] Rules =
    [
        (IndexOnTable(), "writes wait until the index is built: CREATE INDEX CONCURRENTLY in a migration of its own does not stop them"),
        (StoredColumn(), "the whole table is written anew while nobody can read it"),
        (VolatileDefault(), "the whole table is written anew while nobody can read it"),
        (NotNullColumn(), "rows that the release before adds have no value for it"),
        (ColumnType(), "the whole table may be written anew, and the release before reads another type"),
        (SetNotNull(), "the whole table is read while nobody can write: add a CHECK … NOT VALID, validate it, then set it"),
        (CheckedConstraint(), "the whole table is read while nobody can write: add it NOT VALID, and validate it in a later migration"),
        (Dropped(), "the release before still uses it"),
        (Renamed(), "the release before knows the old name only"),
        (WholeTable(), "it locks a whole table"),
        (WrittenInOne(), "it may write a whole table in one transaction: do it in steps after the release"),
    ];

    /// <summary>Those of the statements that do; empty is good.</summary>
    /// <param name="sql">All SQL of one migration.</param>
    public static IReadOnlyList<BlockingStatement> Find(string sql)
    {
        var statements = SqlStatements.Split(sql);
        var made = TablesMade(statements);
        return [.. statements.Select(s => (Statement: s, Rule: Array.Find(Rules, r => r.Pattern.IsMatch(s))))
            .Where(x => x.Rule.Why is not null && !made.Contains(TableOf(x.Statement)))
            .Select(x => new BlockingStatement(x.Statement.Length > Shown ? x.Statement[..Shown] + "…" : x.Statement, x.Rule.Why))];
    }

    /// <summary>Names of the tables that a migration makes.</summary>
    public static IReadOnlySet<string> TablesMade(string sql) => TablesMade(SqlStatements.Split(sql));

    private static HashSet<string> TablesMade(IReadOnlyList<string> statements) =>
        statements.SelectMany(s => TableMade().Matches(s)).Select(m => Plain(m.Groups[1].Value)).ToHashSet(StringComparer.Ordinal);

    private static string TableOf(string statement) => Table().Match(statement) is { Success: true } m ? Plain(m.Groups[1].Value) : "";

    private static string Plain(string name) => name.Replace("\"", "", StringComparison.Ordinal).Replace("outbound.", "", StringComparison.OrdinalIgnoreCase).ToLowerInvariant();

    [GeneratedRegex(@"^CREATE (?:UNLOGGED )?TABLE (?:IF NOT EXISTS )?([\w.""]+)", RegexOptions.IgnoreCase)]
    private static partial Regex TableMade();

    [GeneratedRegex(@"^(?:ALTER TABLE (?:ONLY )?(?:IF EXISTS )?|CREATE (?:UNIQUE )?INDEX (?:CONCURRENTLY )?(?:IF NOT EXISTS )?(?:[\w""]+ )?ON (?:ONLY )?|UPDATE (?:ONLY )?|DELETE FROM (?:ONLY )?)([\w.""]+)", RegexOptions.IgnoreCase)]
    private static partial Regex Table();

    [GeneratedRegex(@"^CREATE (?:UNIQUE )?INDEX (?!CONCURRENTLY)", RegexOptions.IgnoreCase)]
    private static partial Regex IndexOnTable();

    [GeneratedRegex(@"^ALTER TABLE .*\bADD (?:COLUMN )?.*\bGENERATED ALWAYS AS \(", RegexOptions.IgnoreCase)]
    private static partial Regex StoredColumn();

    [GeneratedRegex(@"^ALTER TABLE .*\bADD (?:COLUMN )?.*\bDEFAULT \(?(?:gen_random_uuid|clock_timestamp|random|nextval|uuid_generate)", RegexOptions.IgnoreCase)]
    private static partial Regex VolatileDefault();

    [GeneratedRegex(@"^ALTER TABLE .*\bADD (?!CONSTRAINT)(?:COLUMN )?(?!.*\bDEFAULT\b).*\bNOT NULL\b", RegexOptions.IgnoreCase)]
    private static partial Regex NotNullColumn();

    [GeneratedRegex(@"^ALTER TABLE .*\bALTER (?:COLUMN )?\S+ (?:SET DATA )?TYPE\b", RegexOptions.IgnoreCase)]
    private static partial Regex ColumnType();

    [GeneratedRegex(@"^ALTER TABLE .*\bSET NOT NULL\b", RegexOptions.IgnoreCase)]
    private static partial Regex SetNotNull();

    [GeneratedRegex(@"^ALTER TABLE .*\bADD (?:CONSTRAINT \S+ )?(?:PRIMARY KEY|UNIQUE|FOREIGN KEY|CHECK|EXCLUDE)\b(?!.*\b(?:NOT VALID|USING INDEX)\b)", RegexOptions.IgnoreCase)]
    private static partial Regex CheckedConstraint();

    [GeneratedRegex(@"^(?:DROP (?:TABLE|FUNCTION|VIEW|TYPE|COLUMN|SCHEMA)\b|ALTER TABLE .*\bDROP (?:COLUMN )?(?!CONSTRAINT|NOT NULL|DEFAULT|IDENTITY|EXPRESSION))", RegexOptions.IgnoreCase)]
    private static partial Regex Dropped();

    [GeneratedRegex(@"^ALTER (?:TABLE|FUNCTION|VIEW|TYPE|SEQUENCE) .*\bRENAME\b", RegexOptions.IgnoreCase)]
    private static partial Regex Renamed();

    [GeneratedRegex(@"^(?:LOCK\b|TRUNCATE\b|CLUSTER\b|VACUUM FULL\b|REINDEX (?!.*CONCURRENTLY)|DROP INDEX (?!CONCURRENTLY)|ALTER TABLE .*\bSET (?:LOGGED|UNLOGGED|TABLESPACE)\b)", RegexOptions.IgnoreCase)]
    private static partial Regex WholeTable();

    [GeneratedRegex(@"^(?:WITH .*)?(?:UPDATE|DELETE FROM) ", RegexOptions.IgnoreCase)]
    private static partial Regex WrittenInOne();
}
