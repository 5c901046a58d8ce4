using System.Text.Json;
using AdaptiveOutbound.Tests.Support;
using AdaptiveOutbound.Web.Sandbox;
using NUnit.Framework;

namespace AdaptiveOutbound.Tests.Commands;

/// <summary>What only a person can settle ends the command with exit code 3 and the line that goes on.</summary>
[TestFixture]
internal sealed class WaitsForPersonTests : CommandFixture
{
    private const string Key = "live-0123456789abcdef";

    [Test]
    [Category("Long")]
    public async Task Used_up_credits_wait_and_are_resumed_under_another_key()
    {
        await using var apollo = await SandboxServer.StartAsync(new SandboxOptions { Key = "live", CreditsPerKey = 5 }, TimeProvider.System, CancellationToken.None);
        Program.Environment["Providers__Apollo__BaseUrl"] = apollo.BaseUrl.ToString();
        await Program.RunAsync(Key, ["key", "set", "apollo"]);

        // The first calls use up the credits. Three of ten: a second one may have left before the first was answered.
        var waits = await Program.RunAsync("enrich", Companies("credits.csv", 24));
        Assert.That(waits.ExitCode, Is.EqualTo(3), waits.Error);
        Assert.That(waits.Error, Does.Contain("Waits for you").And.Match("Until 20\\d\\d-").And.Contain("./outbound enrich --resume"));

        // The sandbox counts credits by key.
        for (var n = 0; n < 12; n++)
        {
            await Program.RunAsync($"{Key}-{n}", ["key", "set", "apollo"]);
            var end = await Program.RunAsync([.. Line(waits), "--json"]);
            if (end.ExitCode == 3) continue;
            Assert.That(end.ExitCode, Is.Zero, end.Error);
            Assert.That(JsonDocument.Parse(end.Out).RootElement.GetProperty("rows").GetInt32(), Is.EqualTo(24));
            return;
        }

        Assert.Fail("It never ended.");
    }

    [Test]
    [Category("Long")]
    public async Task An_unreachable_provider_waits()
    {
        await Program.RunAsync("workspace", "create", "down");
        Program.Environment["Providers__Apollo__BaseUrl"] = "http://127.0.0.1:9/api/v1";
        await Program.RunAsync(Key, ["key", "set", "apollo", "--workspace", "down"]);

        var end = await Program.RunAsync("enrich", Companies("down.csv", 5), "--workspace", "down");

        Assert.That(end.ExitCode, Is.EqualTo(3), end.Error);
        Assert.That(end.Error, Does.Contain("--workspace down"));
    }

    private static string[] Line(ProgramEnd end) =>
        end.Error.Split('\n').Last(l => l.Contains("./outbound enrich --resume", StringComparison.Ordinal)).Trim().Split(' ')[1..];
}
