using System.Text.RegularExpressions;

namespace AdaptiveOutbound.Tests.Support;

/// <summary>The links and headings of documents.</summary>
internal static partial class Markdown
{
    /// <summary>The documents of a checkout or an archive: those of its top and of <c>docs</c>.</summary>
    public static string[] Documents(string root) =>
        [.. Directory.EnumerateFiles(root, "*.md").Concat(Directory.EnumerateFiles(Path.Combine(root, "docs"), "*.md", SearchOption.AllDirectories))];

    /// <summary>The links to files that are not there and to headings that a document does not have.</summary>
    public static IEnumerable<string> BrokenLinks(string root) =>
        from document in Documents(root)
        from Match link in Link().Matches(File.ReadAllText(document))
        let target = link.Groups[1].Length == 0 ? document : Path.Combine(Path.GetDirectoryName(document)!, link.Groups[1].Value)
        where !(File.Exists(target) || Directory.Exists(target)) || (link.Groups[2].Success && !Headings(File.ReadAllText(target)).Contains(link.Groups[2].Value))
        select $"{Path.GetRelativePath(root, document)}: {link.Value}";

    /// <summary>How its headings are linked to, as GitHub makes it: small letters, digits and hyphens. What stands in blocks of code is none.</summary>
    public static IEnumerable<string> Headings(string document) => Heading().Matches(CodeBlock().Replace(document, ""))
        .Select(m => string.Concat(m.Groups[1].Value.Trim().ToLowerInvariant().Select(c => c == ' ' ? "-" : char.IsLetterOrDigit(c) || c is '-' or '_' ? $"{c}" : "")));

    [GeneratedRegex(@"\]\((?!https?:|mailto:)([^)#\s]*)(?:#([^)\s]+))?\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"^#+ (.+)$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex("^```.*?^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex CodeBlock();
}
