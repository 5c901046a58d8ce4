using System.Text.RegularExpressions;
using AdaptiveOutbound.Tests.Support;
using NUnit.Framework;

namespace AdaptiveOutbound.Tests.Architecture;

/// <summary>Files and methods stay short enough to be read at once.</summary>
internal sealed partial class SizeTests
{
    private static readonly (string Name, int Lines)[] Files = [.. Sources().Select(f => (f, File.ReadAllLines(f).Length))];
    private static readonly (string Name, int Lines)[] Methods = [.. Sources().SelectMany(MethodsOf)];

    [Test]
    public void Nine_of_ten_files_have_at_most_150_lines() => Assert.That(Percentile(Files, 0.9), Is.LessThanOrEqualTo(150));

    [Test]
    public void No_file_of_the_product_has_more_than_300_lines() => Assert.That(Files.Where(f => f.Lines > 300 && !f.Name.Contains("AdaptiveOutbound.Tests", StringComparison.Ordinal)), Is.Empty);

    [Test]
    public void Nine_of_ten_methods_have_at_most_30_lines() => Assert.That(Percentile(Methods, 0.9), Is.LessThanOrEqualTo(30));

    [Test]
    public void No_method_has_more_than_60_lines() => Assert.That(Methods.Where(m => m.Lines > 60), Is.Empty);

    [Test]
    public void The_script_finds_methods() => Assert.That(Methods, Has.Length.GreaterThan(Files.Length));

    private static int Percentile((string Name, int Lines)[] sizes, double part) => sizes.Select(s => s.Lines).Order().ElementAt((int)(sizes.Length * part));

    private static IEnumerable<string> Sources() =>
        Directory.EnumerateDirectories(Repository.Root, "AdaptiveOutbound.*").SelectMany(d => Directory.EnumerateFiles(d, "*.cs", SearchOption.AllDirectories))
            .Where(f => !Skipped().IsMatch(f));

    // A method begins at its signature, four or eight spaces in, and ends at the brace under it.
    private static IEnumerable<(string, int)> MethodsOf(string file)
    {
        var lines = File.ReadAllLines(file);
        for (var i = 0; i < lines.Length - 1; i++)
        {
            var open = lines[i + 1];
            if (!Signature().IsMatch(lines[i]) || open.Trim() != "{")
                continue;
            var close = Array.FindIndex(lines, i + 1, l => l == open.Replace('{', '}') || l == open.Replace('{', '}') + ";");
            yield return ($"{Path.GetFileName(file)}: {lines[i].Trim()}", close - i + 1);
        }
    }

    [GeneratedRegex(@"[/\\](obj|bin|Migrations)[/\\]")]
    private static partial Regex Skipped();

    [GeneratedRegex(@"^( {4}| {8})(?!.*\b(class|record|struct)\b)\S.*\w\(.*\)( where .*)?$")]
    private static partial Regex Signature();
}
