using AdaptiveOutbound.Web.Hosting;
using AdaptiveOutbound.Web.Logging;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using NUnit.Framework;

namespace AdaptiveOutbound.Tests.Monitoring;

/// <summary>Which category writes what.</summary>
internal sealed class LogLevelsTests
{
    [TestCase(false, LogLevel.Information)]
    [TestCase(true, LogLevel.Debug)]
    public void A_server_tells_what_happens_and_more_when_asked(bool verbose, LogLevel expected) =>
        Assert.That(Server(verbose: verbose).Of("AdaptiveOutbound.Jobs.Lanes.Reconciler"), Is.EqualTo(expected));

    [Test]
    public void The_longest_name_that_fits_decides()
    {
        var levels = Server(("Default", "Error"), ("AdaptiveOutbound.Jobs", "Debug"), ("AdaptiveOutbound.Jobs.Lanes", "Warning"));

        Assert.That(new[] { "Other", "AdaptiveOutbound.Jobs.Keys2", "AdaptiveOutbound.Jobs.Lanes.Dispatcher", "AdaptiveOutbound.JobsElsewhere" }.Select(levels.Of),
            Is.EqualTo(new[] { LogLevel.Error, LogLevel.Debug, LogLevel.Warning, LogLevel.Error }));
    }

    [Test]
    public void What_would_write_addresses_of_requests_stays_quiet() =>
        Assert.That(Server(("Microsoft.AspNetCore.Hosting", "Trace"), ("Default", "Trace")).Of("Microsoft.AspNetCore.Hosting.Diagnostics"), Is.EqualTo(LogLevel.Warning));

    [Test]
    public void What_was_changed_goes_over_what_was_set_at_start_and_is_forgotten_with_the_next_change()
    {
        var levels = Server(("AdaptiveOutbound", "Error"));
        var before = levels.Version;

        levels.Use([new("AdaptiveOutbound", LogLevel.Trace)]);
        var changed = levels.Of("AdaptiveOutbound.Web");
        levels.Use([]);

        Assert.That((changed, levels.Of("AdaptiveOutbound.Web")), Is.EqualTo((LogLevel.Trace, LogLevel.Error)));
        Assert.That(levels.Version, Is.Not.SameAs(before));
    }

    [TestCase("Loud")]
    [TestCase("2")]
    public void A_level_that_is_none_is_refused_by_name(string level) => Assert.That(() => Server(("AdaptiveOutbound", level)),
        Throws.TypeOf<HostRefusedException>().With.Message.Contains($"Logging__LogLevel__AdaptiveOutbound is {level}").And.Message.Contains("Debug"));

    [TestCase("[]")]
    [TestCase("{\"Logging\": {}}")]
    [TestCase("{\"LogLevel\": {\"Default\": \"Debug\"}}")]
    [TestCase("{\"Logging\": {\"LogLevel\": {\"Default\": 1}}}")]
    public void A_file_of_another_form_is_refused(string text) => Assert.That(() => LevelsFile.Read(text), Throws.TypeOf<FormatException>());

    [Test]
    public void A_file_may_have_comments() =>
        Assert.That(LevelsFile.Read("{\"Logging\": { // as in .NET\n \"LogLevel\": {\"Default\": \"debug\",}}}"), Is.EquivalentTo(new Dictionary<string, LogLevel> { ["Default"] = LogLevel.Debug }));

    private static LogLevels Server(params (string Category, string Level)[] set) => Server(false, set);

    private static LogLevels Server(bool verbose, params (string Category, string Level)[] set) => LogLevels.OfServer(
        new ConfigurationBuilder().AddInMemoryCollection(set.Select(s => new KeyValuePair<string, string?>($"Logging:LogLevel:{s.Category}", s.Level))).Build(), verbose, asText: false);
}
