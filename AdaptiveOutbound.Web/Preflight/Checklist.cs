using AdaptiveOutbound.Data.Operations;
using AdaptiveOutbound.Web.Commands;
using AdaptiveOutbound.Web.Hosting;

namespace AdaptiveOutbound.Web.Preflight;

/// <summary>What a check may look at.</summary>
/// <param name="Run">The command.</param>
/// <param name="ForProduction">Whether it is Production's list.</param>
/// <param name="Build">What is known of this build.</param>
internal sealed record CheckContext(CommandRun Run, HostSettings Settings, OutboundDatabase Database, bool ForProduction, BuildEvidence Build);

/// <summary>The checklists before <c>dev</c> and before <c>main</c>: every line is a class or method of this folder.</summary>
internal static class Checklist
{
    /// <summary>Lines that look at what runs: left out while a release is being put in place, which may be what mends it.</summary>
    private static readonly string[] OfWhatRuns = ["workers", "failures", "security-headers", "probe"];

    private static readonly (string Name, bool ProductionOnly, Func<CheckContext, Task<Check>> Look)[] Lines =
    [
        ("tests", false, c => Task.FromResult(c.Build.Tests())),
        ("build", false, c => Task.FromResult(c.Build.Commit())),
        ("migrations", false, DatabaseChecks.MigrationsAsync),
        ("row-level-security", false, DatabaseChecks.RowSecurityAsync),
        ("variables-documented", false, c => Task.FromResult(DocumentChecks.Variables())),
        ("documents", false, c => DocumentChecks.ChangesAsync(c)),
        ("review", false, c => Signatures.CheckAsync(c, "review", "a person read the change")),
        ("end-to-end", true, c => Task.FromResult(c.Build.LongTests())),
        ("probe", true, Probe.RunAsync),
        ("security", true, c => Signatures.CheckAsync(c, "security", "a person looked at the change for security")),
        ("migrations-reversible", true, c => Task.FromResult(DatabaseChecks.Reversible())),
        ("previous-release", true, c => Task.FromResult(HostChecks.PreviousRelease())),
        ("approval", true, c => Signatures.CheckAsync(c, "approval", "who may decide it approved the release")),
        ("settings", false, HostChecks.SettingsAsync),
        ("ring", false, RingCheck.LookAsync),
        ("production-variables", true, c => Task.FromResult(HostChecks.ProductionVariables(c))),
        ("backup", true, DatabaseChecks.BackupAsync),
        ("monitors", true, c => Task.FromResult(HostChecks.Monitors(c))),
        ("roles", false, DatabaseChecks.RolesAsync),
        ("workers", false, DatabaseChecks.WorkersAsync),
        ("failures", false, DatabaseChecks.FailuresAsync),
        ("connections", false, DatabaseChecks.ConnectionsAsync),
        ("disk", false, HostChecks.DiskAsync),
        ("clock", false, DatabaseChecks.ClockAsync),
        ("security-headers", false, HostChecks.HeadersAsync),
    ];

    /// <summary>Names of all lines.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Lines.Select(line => line.Name)];

    /// <summary>Looks at each line of the list in turn; what breaks fails its own line only.</summary>
    /// <param name="inRelease">Leaves out what looks at what runs.</param>
    /// <param name="skip">Lines that are not looked at; they are told as such.</param>
    /// <param name="told">Told each as it is known.</param>
    public static async Task<IReadOnlyList<Check>> RunAsync(CheckContext context, bool inRelease, IReadOnlyList<string> skip, Action<Check> told)
    {
        List<Check> checks = [];
        foreach (var (name, productionOnly, look) in Lines)
        {
            if ((productionOnly && !context.ForProduction) || (inRelease && OfWhatRuns.Contains(name))) continue;
            var check = skip.Contains(name) ? Check.Skipped(name) : await LookAsync(name, look, context);
            checks.Add(check);
            told(check);
        }

        return checks;
    }

    private static async Task<Check> LookAsync(string name, Func<CheckContext, Task<Check>> look, CheckContext context)
    {
        try
        {
            return await look(context);
        }
        catch (Exception e) when (e is not OperationCanceledException || !context.Run.Interrupted.IsCancellationRequested)
        {
            return Check.Fail(name, CommandShell.Sentence(e).TrimEnd('.'), "mend what it names, and run the checklist again");
        }
    }
}
