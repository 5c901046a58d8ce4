using System.Text.RegularExpressions;
using AdaptiveOutbound.Data.Operations;
using AdaptiveOutbound.Jobs.Keys;
using AdaptiveOutbound.Jobs.Operations;
using AdaptiveOutbound.Jobs.Providers.Apollo;
using AdaptiveOutbound.Tests.Support;
using AdaptiveOutbound.Web.Hosting;
using NUnit.Framework;

namespace AdaptiveOutbound.Tests.Architecture;

/// <summary>What the documents say and the code can check.</summary>
internal sealed partial class DocumentsTests
{
    [TestCaseSource(typeof(SettingNames), nameof(SettingNames.Known))]
    public void The_setting_is_described(string name) =>
        Assert.That(Repository.Read("docs/configuration.md"), Does.Contain($"| `{SettingNames.InEnvironment(name)}` |"));

    [TestCase(typeof(ApolloOptions), ApolloOptions.Section)]
    [TestCase(typeof(KeyRingOptions), KeyRingOptions.Section)]
    [TestCase(typeof(CleanupOptions), CleanupOptions.Section)]
    public void Each_property_of_the_options_is_a_setting(Type options, string section) =>
        Assert.That(options.GetProperties().Select(p => $"{section}:{p.Name}"), Is.SubsetOf(SettingNames.Known));

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

    [GeneratedRegex("runbook: docs/operating.md#([a-z-]+)$", RegexOptions.Multiline)]
    private static partial Regex Runbook();

    [GeneratedRegex(@"^\| `([A-Z][A-Za-z]+__[A-Za-z_]+)` \|", RegexOptions.Multiline)]
    private static partial Regex Setting();
}
