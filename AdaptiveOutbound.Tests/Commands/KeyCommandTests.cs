using System.Text.Json;
using AdaptiveOutbound.Web.Sandbox;
using NUnit.Framework;

namespace AdaptiveOutbound.Tests.Commands;

/// <summary>Keys on the command line, with the double of Apollo's API behind them.</summary>
[TestFixture]
internal sealed class KeyCommandTests : CommandFixture
{
    private const string Key = "live-canary-0123456789-WXYZ";
    private SandboxServer _apollo = null!;

    [OneTimeSetUp]
    public async Task StartApolloAsync() => _apollo = await SandboxServer.StartAsync(new SandboxOptions { Key = "live" }, TimeProvider.System, CancellationToken.None);

    [OneTimeTearDown]
    public async Task StopApolloAsync() => await _apollo.DisposeAsync();

    [SetUp]
    public void UseApollo() => Program.Environment["Providers__Apollo__BaseUrl"] = _apollo.BaseUrl.ToString();

    [Test]
    public async Task A_key_is_set_tested_kept_when_a_wrong_one_comes_and_removed()
    {
        var set = await Program.RunAsync(Key + "\n", ["key", "set", "apollo", "--json"]);
        var tested = await Program.RunAsync("key", "test", "apollo", "--json");
        var wrong = await Program.RunAsync("wrong-0123456789-0000\n", ["key", "set", "apollo"]);
        var still = await Program.RunAsync("key", "test", "apollo");
        var removed = await Program.RunAsync("key", "remove", "apollo");
        var gone = await Program.RunAsync("key", "test", "apollo");

        var shown = JsonDocument.Parse(set.Out).RootElement;
        Assert.That((set.ExitCode, tested.ExitCode, wrong.ExitCode, still.ExitCode, removed.ExitCode, gone.ExitCode), Is.EqualTo((0, 0, 1, 0, 0, 1)));
        Assert.That((shown.GetProperty("lastFour").GetString(), shown.GetProperty("status").GetString()), Is.EqualTo(("WXYZ", "active")));
        Assert.That(JsonDocument.Parse(tested.Out).RootElement.GetProperty("mayCall").GetArrayLength(), Is.GreaterThan(3));
        Assert.That(wrong.Error, Does.Contain("key_rejected"));
        Assert.That(still.Out, Does.Contain("WXYZ").And.Contain("accepted"));
        Assert.That(gone.Error, Does.Contain("./outbound key set apollo"));
        foreach (var end in new[] { set, tested, wrong, still, removed, gone })
            Assert.That(end.Out + end.Error, Does.Not.Contain("canary").And.Not.Contain("wrong-0123456789"));
    }

    [TestCase("", "Enter a key")]
    [TestCase("two\nlines-of-key", "line break")]
    [TestCase("schlüssel-0123456789", "not ASCII")]
    public async Task What_cannot_be_a_key_is_refused_without_a_call(string entered, string why)
    {
        var end = await Program.RunAsync(entered, ["key", "set", "apollo"]);

        Assert.That(end.ExitCode, Is.EqualTo(1));
        Assert.That(end.Error, Does.Contain(why));
    }

    [Test]
    public async Task A_ring_that_does_not_open_what_is_stored_fails_the_checklist_and_one_that_cannot_be_used_stops_the_start()
    {
        var (ring, away) = (Path.Combine(DataDirectory, "ring"), Path.Combine(DataDirectory, "ring-away"));
        await Program.RunAsync(Key + "\n", ["key", "set", "apollo"]);
        var opens = await RingLineAsync();
        Directory.Move(ring, away);
        var lost = await RingLineAsync();
        Directory.CreateDirectory(ring);
        await File.WriteAllTextAsync(Path.Combine(ring, "cookies"), "not a folder");

        var refused = await Program.RunAsync("serve", "--roles", "web", "--urls", "http://127.0.0.1:0");

        Directory.Delete(ring, recursive: true);
        Directory.Move(away, ring);
        Assert.That(opens, Does.Match("^pass +ring +.* opens all [12] stored keys"));
        Assert.That(lost, Does.Match("^FAIL +ring +.* does not open ([12]) of \\1 stored keys.*put the ring"));
        Assert.That((refused.ExitCode, refused.Out), Is.EqualTo((1, "")));
        Assert.That(refused.Error, Does.Contain($"Nobody could sign in: the folder cookies in {ring} cannot be used").And.Contain("Keys__Ring__Directory"));
        Assert.That((await Program.RunAsync("key", "test", "apollo")).ExitCode, Is.Zero, "with its ring the key opens again");

        async Task<string> RingLineAsync() => (await Program.RunAsync("preflight", "--skip", "probe")).Out.Split('\n').Single(line => line.Contains(" ring  ", StringComparison.Ordinal));
    }

    [Test]
    public async Task An_unknown_workspace_is_named()
    {
        var end = await Program.RunAsync(Key, ["key", "set", "apollo", "--workspace", "nobody"]);

        Assert.That(end.ExitCode, Is.EqualTo(1));
        Assert.That(end.Error, Does.Contain("There is no workspace nobody").And.Contain("./outbound workspace create nobody"));
    }

    [Test]
    public async Task A_key_is_stored_unverified_when_the_provider_cannot_be_reached()
    {
        Program.Environment["Providers__Apollo__BaseUrl"] = "http://127.0.0.1:9/api/v1";
        await WorkspaceAsync("offline");

        var end = await Program.RunAsync(Key, ["key", "set", "apollo", "--workspace", "offline"]);
        var test = await Program.RunAsync("key", "test", "apollo", "--workspace", "offline");

        Assert.That((end.ExitCode, test.ExitCode), Is.EqualTo((0, 1)));
        Assert.That(end.Out, Does.Contain("not verified yet"));
        Assert.That(test.Out, Does.Contain("could not be tested"));
    }
}
