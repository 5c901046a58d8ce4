using System.Text;

namespace AdaptiveOutbound.Data.Operations.Schema;

/// <summary>Cuts SQL into statements, to look at them. What stands in quotes, of any kind, is left as it is; comments go.</summary>
internal static class SqlStatements
{
    /// <summary>The statements, each without its comments and its semicolon, with single spaces between words.</summary>
    public static IReadOnlyList<string> Split(string sql)
    {
        List<string> statements = [];
        var text = new StringBuilder();
        for (var at = 0; at < sql.Length;)
        {
            var end = EndOfPart(sql, at);
            if (IsComment(sql, at)) text.Append(' ');
            else if (sql[at] == ';') Add(statements, text);
            else text.Append(sql, at, end - at);
            at = end;
        }

        Add(statements, text);
        return statements;
    }

    private static void Add(List<string> statements, StringBuilder text)
    {
        var words = string.Join(' ', text.ToString().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        if (words.Length > 0) statements.Add(words);
        text.Clear();
    }

    private static bool IsComment(string sql, int at) => At(sql, at, "--") || At(sql, at, "/*");

    private static int EndOfPart(string sql, int at)
    {
        if (At(sql, at, "--")) return After(sql, at, "\n");
        if (At(sql, at, "/*")) return After(sql, at + 2, "*/");
        if (sql[at] is '\'' or '"') return After(sql, at + 1, sql[at].ToString());
        return Dollar(sql, at) is { } tag ? After(sql, at + tag.Length, tag) : at + 1;
    }

    // $$ or $name$; not $1, and not in the middle of a word.
    private static string? Dollar(string sql, int at)
    {
        if (sql[at] != '$' || (at > 0 && (char.IsLetterOrDigit(sql[at - 1]) || sql[at - 1] == '_'))) return null;
        var end = at + 1;
        while (end < sql.Length && (char.IsLetter(sql[end]) || sql[end] == '_' || (end > at + 1 && char.IsDigit(sql[end])))) end++;
        return end < sql.Length && sql[end] == '$' ? sql[at..(end + 1)] : null;
    }

    private static bool At(string sql, int at, string word) => string.CompareOrdinal(sql, at, word, 0, word.Length) == 0;

    private static int After(string sql, int at, string word) =>
        sql.IndexOf(word, at, StringComparison.Ordinal) is >= 0 and var found ? found + word.Length : sql.Length;
}
