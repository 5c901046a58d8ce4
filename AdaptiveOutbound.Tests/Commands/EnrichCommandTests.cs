using System.Text.Json;
using AdaptiveOutbound.Tests.Support;
using NUnit.Framework;

namespace AdaptiveOutbound.Tests.Commands;

/// <summary>The main job, headless, over the sandbox.</summary>
[TestFixture]
internal sealed class EnrichCommandTests : CommandFixture
{
    protected override bool IsFreshMachine => true;

    private static readonly string[] Shape =
        ["jobId", "rows", "enriched", "noMatch", "failed", "skipped", "calls", "credits", "cacheHits", "unknown", "seconds", "output", "errors"];

    [Test]
    public async Task A_file_is_enriched_then_answered_from_the_cache_then_fetched_again()
    {
        var input = Write("list.csv", "Company,Website\nA,a-one.example\nB,b-two.example\nBad,not a domain\nA again,www.a-one.example\n");
        var first = await Program.RunAsync("enrich", input, "--json");
        var second = await Program.RunAsync("enrich", input, "--json", "--output", Path.Combine(Files, "second.csv"));
        var job = Json(first).GetProperty("jobId").GetString()!;
        var fetched = await Program.RunAsync("enrich", "--resume", job, "--json", "--output", Path.Combine(Files, "fetched.csv"));

        Assert.That((first.ExitCode, second.ExitCode, fetched.ExitCode), Is.EqualTo((0, 0, 0)), first.Error + second.Error + fetched.Error);
        Assert.That(Json(first).EnumerateObject().Select(p => p.Name), Is.EqualTo(Shape));
        Assert.That((Number(first, "rows"), Number(first, "failed"), Number(first, "calls")), Is.EqualTo((4, 1, 1)));
        Assert.That(Number(first, "enriched") + Number(first, "noMatch") + Number(first, "failed") + Number(first, "skipped"), Is.EqualTo(4));
        Assert.That((Number(second, "calls"), Number(second, "cacheHits")), Is.EqualTo((0, 2)));
        Assert.That(Json(first).GetProperty("output").GetString(), Is.EqualTo(Path.Combine(Files, "list.enriched.csv")));
        Assert.That(await File.ReadAllTextAsync(Path.Combine(Files, "fetched.csv")), Is.EqualTo(await File.ReadAllTextAsync(Path.Combine(Files, "list.enriched.csv"))));
        Assert.That(await File.ReadAllTextAsync(Path.Combine(Files, "list.enriched.errors.csv")), Does.Contain("domain_invalid"));
        Assert.That(Directory.GetFiles(Files, ".*.part"), Is.Empty);
    }

    [Test]
    public async Task People_read_a_table_labelled_as_invented_and_the_path()
    {
        var end = await Program.RunAsync("enrich", Companies("table.csv", 3));

        Assert.That(end.ExitCode, Is.Zero, end.Error);
        Assert.That(end.Out, Does.Contain("sandbox: invented data").And.Match(@"Rows\s+│\s+3").And.Contain($"Output: {Path.Combine(Files, "table.enriched.csv")}"));
        Assert.That(end.Error, Does.Contain("using the sandbox").And.Contain("Export: 100%"));
    }

    [Test]
    public async Task An_interrupt_pauses_and_the_printed_line_goes_on()
    {
        await Program.RunAsync("workspace", "create", "stops");
        Program.Environment["Providers__Sandbox__Latency"] = "00:00:02"; // it must still run when the interrupt comes
        var paused = await Program.InterruptAsync("Job ", "enrich", Companies("stops.csv", 3_000), "--workspace", "stops");
        Program.Environment.Remove("Providers__Sandbox__Latency");
        Assert.That(paused.ExitCode, Is.EqualTo(130), paused.Error);
        Assert.That(File.Exists(Path.Combine(Files, "stops.enriched.csv")), Is.False);

        var resumed = await Program.RunAsync([.. Line(paused), "--json"]);

        Assert.That(resumed.ExitCode, Is.Zero, resumed.Error);
        Assert.That(Number(resumed, "rows"), Is.EqualTo(3_000));
        Assert.That(File.ReadLines(Path.Combine(Files, "stops.enriched.csv")).Count(), Is.EqualTo(3_001));
    }

    [Test]
    [Category("Long")]
    public async Task An_old_errors_file_is_removed_when_there_are_no_errors_now()
    {
        var old = Write("clean.enriched.errors.csv", "of an earlier run\n");

        var end = await Program.RunAsync("enrich", Companies("clean.csv", 2), "--json");

        Assert.That(Json(end).GetProperty("errors").ValueKind, Is.EqualTo(JsonValueKind.Null), end.Error);
        Assert.That(File.Exists(old), Is.False);
    }

    [Test]
    public async Task The_cost_is_told_and_kept_below_what_is_allowed()
    {
        var input = Companies("cost.csv", 30, first: 5_000);
        var dry = await Program.RunAsync("enrich", input, "--dry-run", "--json");
        var refused = await Program.RunAsync("enrich", input, "--max-credits", "29");

        Assert.That((dry.ExitCode, refused.ExitCode), Is.EqualTo((0, 1)), dry.Error);
        Assert.That((Number(dry, "records"), Number(dry, "calls"), Number(dry, "maxCredits")), Is.EqualTo((30, 3, 30)));
        Assert.That(refused.Error, Does.Contain("up to 30 credits").And.Contain("allows 29"));
        Assert.That(File.Exists(Path.Combine(Files, "cost.enriched.csv")), Is.False);
    }

    private static string[] Line(ProgramEnd end) =>
        end.Error.Split('\n').Last(l => l.Contains("./outbound enrich --resume", StringComparison.Ordinal)).Trim().Split(' ')[1..];

    private static JsonElement Json(ProgramEnd end) => JsonDocument.Parse(end.Out.Length > 0 ? end.Out : throw new AssertionException(end.Error)).RootElement;

    private static int Number(ProgramEnd end, string name) => Json(end).GetProperty(name).GetInt32();
}
