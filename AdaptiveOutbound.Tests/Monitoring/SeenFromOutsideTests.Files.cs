using System.Text.Json;
using AdaptiveOutbound.Tests.Support;
using NUnit.Framework;

namespace AdaptiveOutbound.Tests.Monitoring;

/// <summary>The dashboard and the alerts ask for what a scrape has.</summary>
internal sealed partial class SeenFromOutsideTests
{
    [TestCase("grafana-dashboard.json", 25)]
    [TestCase("alerts.yml", 15)]
    public async Task Each_metric_of_the_file_is_in_a_scrape_with_its_labels(string file, int least)
    {
        var text = Repository.Read($"deploy/monitoring/{file}");
        string[] expressions = [.. file.EndsWith(".json", StringComparison.Ordinal) ? Expressions(JsonDocument.Parse(text).RootElement) : Rules(text)];

        var samples = Sample.Read(await ScrapeAsync());

        Assert.That(expressions, Has.Length.GreaterThanOrEqualTo(least));
        Assert.That(expressions.SelectMany(PromQuery.Selectors).Where(s => s.Metric != "up" && !samples.Any(s.Fits)).Distinct(), Is.Empty, "asked for, and nowhere in the scrape");
    }

    [Test]
    public void The_reader_of_expressions_finds_what_they_ask_for() => Assert.That(
        PromQuery.Selectors("""sum by (le, type) (rate(a_bucket{x="1",y!="2",z=~"3|4"}[5m])) / max(b) > 0.1 and on (type) c{w="}"} offset 1h == bool 3"""),
        Is.EqualTo(new[] { new Selector("a_bucket", "x=1 y z"), new Selector("b", ""), new Selector("c", "w=}") }));

    [Test]
    public async Task A_scrape_is_what_Prometheus_reads()
    {
        var lines = (await ScrapeAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries);

        Assert.That(lines, Is.All.Match("""^(# (HELP|TYPE) [a-z_]+ .+|[a-z_]+(\{[a-z_]+="[^"]*"(,[a-z_]+="[^"]*")*\})? -?[0-9.]+(E[+-]?[0-9]+)?)$"""));
        Assert.That(lines.Where(l => l.StartsWith("# TYPE", StringComparison.Ordinal)), Is.Unique);
    }

    private static IEnumerable<string> Expressions(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().SelectMany(p => p.Name == "expr" ? [p.Value.GetString()!] : Expressions(p.Value)),
        JsonValueKind.Array => element.EnumerateArray().SelectMany(Expressions),
        _ => [],
    };

    private static IEnumerable<string> Rules(string text) =>
        text.Split('\n').Select(line => line.Trim()).Where(line => line.StartsWith("expr: ", StringComparison.Ordinal)).Select(line => line["expr: ".Length..]);
}
