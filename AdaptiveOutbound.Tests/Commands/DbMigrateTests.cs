using System.Text.Json;
using AdaptiveOutbound.Tests.Support;
using NUnit.Framework;

namespace AdaptiveOutbound.Tests.Commands;

[TestFixture]
internal sealed class DbMigrateTests : CommandFixture
{
    protected override bool IsFreshMachine => true;

    [Test]
    [Category("Long")]
    public async Task Migrations_are_pending_until_they_are_run()
    {
        var before = await Program.RunAsync("db", "status", "--json");
        var migrate = await Program.RunAsync("db", "migrate");
        var again = await Program.RunAsync("db", "migrate");
        var after = await Program.RunAsync("db", "status", "--json");

        Assert.That(Count(before, "pending"), Is.GreaterThan(0));
        Assert.That(migrate.Out, Does.StartWith("Applied "));
        Assert.That(again.Out, Does.Contain("up to date"));
        Assert.That((Count(after, "pending"), JsonDocument.Parse(after.Out).RootElement.GetProperty("deployment").GetString()), Is.EqualTo((0, "Development")));
    }

    private static int Count(ProgramEnd end, string list) => JsonDocument.Parse(end.Out).RootElement.GetProperty(list).GetArrayLength();
}
