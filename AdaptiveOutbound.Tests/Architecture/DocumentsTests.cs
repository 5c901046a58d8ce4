using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using AdaptiveOutbound.Data.Operations;
using AdaptiveOutbound.Jobs.Keys;
using AdaptiveOutbound.Jobs.Lanes;
using AdaptiveOutbound.Jobs.Operations;
using AdaptiveOutbound.Jobs.Providers.Apollo;
using AdaptiveOutbound.Jobs.Schedules;
using AdaptiveOutbound.Tests.Support;
using AdaptiveOutbound.Web.Hosting;
using AdaptiveOutbound.Web.Releases;
using AdaptiveOutbound.Web.Sandbox;
using NUnit.Framework;
using RangeAttribute = System.ComponentModel.DataAnnotations.RangeAttribute;

namespace AdaptiveOutbound.Tests.Architecture;

/// <summary>What the documents say and the code can check.</summary>
internal sealed partial class DocumentsTests
{
    [TestCaseSource(typeof(SettingNames), nameof(SettingNames.Known))]
    public void The_setting_is_described(string name) =>
        Assert.That(Repository.Read("docs/configuration.md"), Does.Contain($"| `{SettingNames.InEnvironment(name)}` |"));

    [TestCaseSource(typeof(SettingNames), nameof(SettingNames.Known))]
    public void The_setting_has_a_reason_for_operators(string name)
    {
        var setting = SettingNames.InEnvironment(name);
        var reasons = Repository.Read("docs/operating.md").Split("## Settings and their reasons")[1].Split('\n').Where(line => line.StartsWith("| `", StringComparison.Ordinal)).Select(line => line.Split('|')[1]);

        var named = reasons.SelectMany(names => Quoted().Matches(names)).Select(m => m.Groups[1].Value);
        Assert.That(named.Where(n => n == setting || (n.EndsWith('*') && setting.StartsWith(n[..^1], StringComparison.Ordinal))), Has.Exactly(1).Items);
    }

    [TestCase(typeof(ApolloOptions), ApolloOptions.Section)]
    [TestCase(typeof(KeyRingOptions), KeyRingOptions.Section)]
    [TestCase(typeof(CleanupOptions), CleanupOptions.Section)]
    [TestCase(typeof(ReleaseOptions), ReleaseOptions.Section)]
    [TestCase(typeof(ScheduleOptions), "Schedules")]
    public void Each_property_of_the_options_is_a_setting(Type options, string section) =>
        Assert.That(options.GetProperties().Select(p => $"{section}:{p.Name}"), Is.SubsetOf(SettingNames.Known));

    [TestCase(typeof(ApolloOptions), ApolloOptions.Section)]
    [TestCase(typeof(SandboxOptions), SandboxOptions.Section)]
    [TestCase(typeof(CleanupOptions), CleanupOptions.Section)]
    [TestCase(typeof(ReleaseOptions), ReleaseOptions.Section)]
    [TestCase(typeof(ScheduleOptions), "Schedules")]
    [TestCase(typeof(WorkerOptions), "Host")]
    public void The_ranges_and_defaults_described_are_those_of_the_options(Type options, string section)
    {
        var standard = Activator.CreateInstance(options);
        foreach (var property in options.GetProperties().Where(p => SettingNames.Known.Contains($"{section}:{p.Name}")))
        {
            var row = $"| `{SettingNames.InEnvironment(section)}__{property.Name}` |";
            var cells = Repository.Read("docs/configuration.md").Split('\n').Single(line => line.StartsWith(row, StringComparison.Ordinal)).Split('|');
            if (property.GetCustomAttribute<RangeAttribute>() is { } range)
                Assert.That(cells[3].Trim(), Is.EqualTo($"{InDocuments(range.Minimum)} {(range.Maximum is int.MaxValue ? "or more" : $"to {InDocuments(range.Maximum)}")}"), property.Name);
            if (property.GetValue(standard) is int or double or TimeSpan or Uri { Host: not "localhost" })
                Assert.That(cells[4].Replace("`", "", StringComparison.Ordinal).Split('(')[0].Trim(), Is.EqualTo(InDocuments(property.GetValue(standard)!)), property.Name);
        }
    }

    [Test]
    public void Describes_no_setting_that_does_not_exist()
    {
        var described = Setting().Matches(Repository.Read("docs/configuration.md")).Select(m => m.Groups[1].Value);

        Assert.That(described, Is.SubsetOf(SettingNames.Known.Select(SettingNames.InEnvironment)));
    }

    [Test]
    public void Gives_administrators_the_sql_of_the_roles_as_the_code_has_it() =>
        Assert.That(Repository.Read("docs/operating.md"), Does.Contain(RoleSql.Script("outbound").ReplaceLineEndings("\n").Trim()));

    [Test]
    public void Every_link_leads_to_a_file_of_this_repository_and_to_a_heading_of_it() => Assert.That(Markdown.BrokenLinks(Repository.Root), Is.Empty);

    [Test]
    public void Each_alert_leads_to_a_heading_of_the_operators_document()
    {
        var alerts = Repository.Read("deploy/monitoring/alerts.yml");
        var runbooks = Runbook().Matches(alerts).Select(m => m.Groups[1].Value).ToList();

        Assert.That(runbooks, Has.Count.EqualTo(alerts.Split("- alert: ").Length - 1));
        Assert.That(runbooks.Distinct(), Is.SubsetOf(Markdown.Headings(Repository.Read("docs/operating.md"))).And.None.EqualTo("what-to-watch"), "to what to do, not to what to look at");
    }

    private static string InDocuments(object value) => value switch
    {
        int number => number.ToString("N0", CultureInfo.InvariantCulture),
        double share => share.ToString(CultureInfo.InvariantCulture),
        TimeSpan time => time.ToString("c"),
        _ => value.ToString()!,
    };

    [GeneratedRegex("`([A-Za-z_*…]+)`")]
    private static partial Regex Quoted();

    [GeneratedRegex("runbook: docs/operating.md#([a-z-]+)$", RegexOptions.Multiline)]
    private static partial Regex Runbook();

    [GeneratedRegex(@"^\| `([A-Z][A-Za-z]+__[A-Za-z_]+)` \|", RegexOptions.Multiline)]
    private static partial Regex Setting();
}
