using System.Text.RegularExpressions;

namespace AdaptiveOutbound.Tests.Monitoring;

/// <summary>What an expression asks for: a metric, and its labels; with a value where that must be equal, in the order of names.</summary>
internal sealed record Selector(string Metric, string Labels)
{
    /// <summary>Whether the sample is of that metric and has those labels.</summary>
    public bool Fits(Sample sample) => sample.Metric == Metric && Labels.Split(' ', StringSplitOptions.RemoveEmptyEntries)
        .All(label => label.Contains('=', StringComparison.Ordinal) ? sample.Labels.Contains(label) : sample.Labels.Any(has => has.StartsWith(label + "=", StringComparison.Ordinal)));
}

/// <summary>A line of a scrape.</summary>
internal sealed partial record Sample(string Metric, IReadOnlySet<string> Labels)
{
    public static IReadOnlyList<Sample> Read(string scrape) => [.. Line().Matches(scrape).Select(line => new Sample(line.Groups[1].Value,
        Label().Matches(line.Groups[2].Value).Select(label => $"{label.Groups[1].Value}={label.Groups[2].Value}").ToHashSet(StringComparer.Ordinal)))];

    [GeneratedRegex("^([a-z_]+)(\\{.*\\})? \\S+$", RegexOptions.Multiline)]
    private static partial Regex Line();

    [GeneratedRegex("([a-z_]+)=\"((?:[^\"\\\\]|\\\\.)*)\"")]
    private static partial Regex Label();
}

/// <summary>Reads PromQL as far as its selectors.</summary>
internal static partial class PromQuery
{
    private static readonly string[] Words = ["and", "or", "unless", "by", "without", "on", "ignoring", "group_left", "group_right", "offset", "bool"];

    public static IEnumerable<Selector> Selectors(string expression)
    {
        var plain = Grouping().Replace(Duration().Replace(expression, ""), "");
        return Name().Matches(plain).Where(m => !Words.Contains(m.Groups[1].Value)).Select(m => new Selector(m.Groups[1].Value,
            string.Join(' ', Matcher().Matches(m.Groups[2].Value).Select(l => l.Groups[2].Value == "=" ? $"{l.Groups[1].Value}={l.Groups[3].Value}" : l.Groups[1].Value).Order(StringComparer.Ordinal))));
    }

    [GeneratedRegex(@"\[[0-9a-z:]+\]|\boffset\s+[0-9a-z]+")]
    private static partial Regex Duration();

    [GeneratedRegex(@"\b(by|without|on|ignoring|group_left|group_right)\s*\([^)]*\)")]
    private static partial Regex Grouping();

    // A name that no bracket follows is a metric; one that does is a function.
    [GeneratedRegex("(?<![\"0-9a-zA-Z_.])([a-zA-Z_][a-zA-Z0-9_]*)\\b(?!\\s*\\()(\\{(?:[^\"}]|\"[^\"]*\")*\\})?")]
    private static partial Regex Name();

    [GeneratedRegex("([a-zA-Z_]+)\\s*(=~|!~|!=|=)\\s*\"([^\"]*)\"")]
    private static partial Regex Matcher();
}
