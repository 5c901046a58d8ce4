namespace AdaptiveOutbound.Web.Hosting;

/// <summary>What a name that does not exist most likely means.</summary>
internal static class Misspelt
{
    /// <summary>The known name with the fewest letters to add, drop or change; case does not count.</summary>
    public static string Nearest(string name, IEnumerable<string> known) =>
        known.MinBy(other => Distance(other, name))!;

    /// <summary>Letters to add, drop or change to make one out of the other; case does not count.</summary>
    public static int Distance(string one, string other)
    {
        (one, other) = (one.ToUpperInvariant(), other.ToUpperInvariant());
        var row = Enumerable.Range(0, other.Length + 1).ToArray();
        for (var i = 1; i <= one.Length; i++)
        {
            (var corner, row[0]) = (row[0], i);
            for (var j = 1; j <= other.Length; j++)
            {
                var change = corner + (one[i - 1] == other[j - 1] ? 0 : 1);
                corner = row[j];
                row[j] = Math.Min(change, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[^1];
    }
}
