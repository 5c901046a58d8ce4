using System.Xml.Linq;
using AdaptiveOutbound.Tests.Support;
using NUnit.Framework;

namespace AdaptiveOutbound.Tests.Architecture;

/// <summary>docs/dependencies.md says of each package what it is for.</summary>
internal sealed class DependenciesTests
{
    private static readonly string[] Described = [.. Repository.Read("docs/dependencies.md").Split('\n').Where(line => line.StartsWith("| ", StringComparison.Ordinal))
        .Select(line => line.Split('|')[1].Trim())];

    [Test]
    public void Finds_the_packages_of_all_projects() =>
        Assert.That(Referenced(), Is.SupersetOf(new[] { "Npgsql", "Hangfire.Core", "NUnit", "Microsoft.CodeAnalysis.BannedApiAnalyzers" }));

    [Test]
    public void Each_referenced_package_has_a_line_of_its_own()
    {
        var missing = Referenced().Except(Described);

        Assert.That(missing, Is.Empty, "Say in docs/dependencies.md what it is for, why this one, and its licence.");
    }

    [Test]
    public void No_line_is_about_a_package_that_is_not_referenced()
    {
        var pinned = Ids("Directory.Packages.props", "PackageVersion");

        Assert.That(Described.Intersect(pinned).Except(Referenced()), Is.Empty);
    }

    [Test]
    public void Each_referenced_package_has_its_version_in_the_one_place() =>
        Assert.That(Referenced(), Is.SubsetOf(Ids("Directory.Packages.props", "PackageVersion")));

    private static string[] Referenced() => [.. Projects().SelectMany(path => Ids(path, "PackageReference")).Distinct()];

    private static IEnumerable<string> Projects() => Directory
        .EnumerateDirectories(Repository.Root, "AdaptiveOutbound.*").Concat(Directory.EnumerateDirectories(Path.Combine(Repository.Root, "bench")))
        .SelectMany(folder => Directory.EnumerateFiles(folder, "*.csproj"))
        .Append(Path.Combine(Repository.Root, "Directory.Build.props"));

    private static string[] Ids(string path, string element) =>
        [.. XDocument.Load(Path.Combine(Repository.Root, path)).Descendants(element).Select(e => e.Attribute("Include")!.Value)];
}
