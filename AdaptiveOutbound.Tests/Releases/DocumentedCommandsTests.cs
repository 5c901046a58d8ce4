using System.Text.RegularExpressions;
using AdaptiveOutbound.Tests.Support;
using NUnit.Framework;

namespace AdaptiveOutbound.Tests.Releases;

/// <summary>The commands of the operators' documents, run in the order in which they stand, or marked as not run with a reason.</summary>
[TestFixture]
[Category("Long")]
internal sealed partial class DocumentedCommandsTests : Rehearsal
{
    [Test]
    public async Task Each_command_of_deployment_and_operating_runs_as_it_stands()
    {
        await EndsAsync(Host.ReleaseAsync(await FirstAsync()), 0, First);
        var commands = new[] { "docs/deployment.md", "docs/operating.md" }.SelectMany(Blocks).ToList();
        Assert.That(commands, Has.Count.GreaterThan(5));
        var next = await ReleaseArchive.MakeAsync(Host.Archives, "VERSION");
        File.Move(next, Path.Combine(Host.Archives, "outbound-VERSION-linux-x64.tar.gz"));
        Directory.CreateDirectory(Path.Combine(Host.Archives, "etc"));

        foreach (var (document, block) in commands)
        {
            var end = await Host.ShellAsync(Here(block));
            Assert.That(end.ExitCode, Is.Zero, $"{document}:\n{block}\n{end.Error}{end.Out}");
        }
    }

    // The documents' folder is this test's, and scripts are those of the repository, but for those of the release that serves.
    private string Here(string block) => $"cd '{Host.Archives}'\n" + Script().Replace(block, $"{Repository.Root}/deploy/")
        .Replace("/etc/outbound", $"{Host.Archives}/etc", StringComparison.Ordinal).Replace("/opt/outbound", Host.Folder, StringComparison.Ordinal).Replace("/backups/", $"{Host.Archives}/", StringComparison.Ordinal).Replace("/exports/", $"{Host.Archives}/", StringComparison.Ordinal)
        .Replace("./outbound", $"{Host.Folder}/current/outbound", StringComparison.Ordinal);

    private static IEnumerable<(string Document, string Block)> Blocks(string document) =>
        Block().Matches(Repository.Read(document)).Where(m => !m.Groups[1].Success).Select(m => (document, m.Groups[2].Value));

    [GeneratedRegex(@"(?<![\w/])deploy/")]
    private static partial Regex Script();

    [GeneratedRegex(@"(<!-- not run: [^\n]+ -->\n)?```bash\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Block();
}
