using AdaptiveOutbound.Data.Operations;
using AdaptiveOutbound.Web.Hosting;

namespace AdaptiveOutbound.Web.Preflight;

/// <summary>What the documents beside the program say.</summary>
internal static class DocumentChecks
{
    public static Check Variables()
    {
        if (Read("docs/configuration.md") is not { } text) return Check.CannotTell("variables-documented", "docs/configuration.md is not here", "run it from a checkout or an archive");
        var missing = SettingNames.Known.Select(SettingNames.InEnvironment).Where(name => !text.Contains($"| `{name}` |", StringComparison.Ordinal)).ToList();
        return missing.Count > 0
            ? Check.Fail("variables-documented", $"{missing[0]} is not in docs/configuration.md", "describe it: meaning, range, default")
            : Check.Pass("variables-documented", $"all {SettingNames.Known.Count} are in docs/configuration.md");
    }

    /// <summary>Whether the changes are written down. That the other documents follow, a person says.</summary>
    public static async Task<Check> ChangesAsync(CheckContext c)
    {
        if (Read("CHANGELOG.md") is not { } text) return Check.CannotTell("documents", "CHANGELOG.md is not here", "run it from a checkout or an archive");
        var version = ProductVersion.Text.Split('+', '-')[0];
        var start = new[] { text.IndexOf($"## [{version}]", StringComparison.Ordinal), text.IndexOf("## [Unreleased]", StringComparison.Ordinal) }.FirstOrDefault(at => at >= 0, -1);
        if (start < 0 || !text[start..].Split("\n## ")[0].Contains("\n- ", StringComparison.Ordinal))
            return Check.Fail("documents", $"CHANGELOG.md says nothing of {version}", "write down what changed");
        return await Signatures.CheckAsync(c, "documents", "a person saw that the documents say what the program does");
    }

    private static string? Read(string file) =>
        BuildEvidence.Root is { } root && File.Exists(Path.Combine(root, file)) ? File.ReadAllText(Path.Combine(root, file)) : null;
}
