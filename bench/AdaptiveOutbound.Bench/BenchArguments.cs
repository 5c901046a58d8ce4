using System.Globalization;

namespace AdaptiveOutbound.Bench;

/// <summary>What was typed behind <c>./outbound bench</c>.</summary>
internal sealed record BenchArguments(IReadOnlyList<string> Names, int Rounds)
{
    public const string Usage = "Usage: ./outbound bench [engine|enrich|import] [--rounds N]";

    public static IReadOnlyList<string> AllNames { get; } = ["engine", "enrich", "import"];

    /// <summary>Null when it makes no sense.</summary>
    public static BenchArguments? Parse(IReadOnlyList<string> arguments)
    {
        var (names, rounds) = (new List<string>(), 3);
        for (var i = 0; i < arguments.Count; i++)
        {
            if (AllNames.Contains(arguments[i]))
                names.Add(arguments[i]);
            else if (arguments[i] != "--rounds" || ++i == arguments.Count
                || !int.TryParse(arguments[i], NumberStyles.None, CultureInfo.InvariantCulture, out rounds) || rounds is < 1 or > 100)
                return null;
        }
        return new(names.Count == 0 ? AllNames : names, rounds);
    }
}
