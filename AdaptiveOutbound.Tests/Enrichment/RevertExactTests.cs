using System.Text.Json;
using NUnit.Framework;

namespace AdaptiveOutbound.Tests.Enrichment;

/// <summary>What a run wrote goes, and only that, whatever happened before and after it.</summary>
internal sealed class RevertExactTests : RevertedRuns
{
    private static readonly string[] Fields = ["name", "city", "industry", "phone"];
    private static readonly DateTimeOffset Start = new(2026, 2, 1, 0, 0, 0, TimeSpan.Zero);
    private readonly Dictionary<(Guid Record, string Field), List<Write>> _writes = [];

    [TestCase(1)]
    [TestCase(2)]
    [TestCase(3)]
    public async Task Each_field_holds_what_was_written_before_the_run_unless_something_came_later(int seed)
    {
        _writes.Clear();
        var random = new Random(seed);
        var records = await AccountsAsync(40);
        var run = await RunAsync(records, records.Length);
        Guid[] others = [await RunAsync(records, records.Length), await RunAsync(records, records.Length)];
        var turn = random.Next(3, 8); // of eleven steps the one that is taken back
        for (var step = 0; step < 11; step++)
        {
            var at = Start.AddHours(step);
            if (step == turn) await EnrichAsync(random, records, run, "sandbox", at, share: 0.9);
            else if (random.Next(3) is 0) await EnrichAsync(random, records, others[random.Next(2)], "sandbox", at, share: 0.4);
            else if (random.Next(2) is 0) await ImportSomeAsync(random, records, Guid.CreateVersion7(), at);
            else await EditSomeAsync(random, records);
        }

        var before = await StateAsync();
        var expected = records.ToDictionary(id => id, id => Fields.ToDictionary(field => field, field => Kept(id, field, run)?.Value));
        var mine = _writes.Count(field => field.Value is { Count: > 0 } && field.Value[^1].Job == run);
        var touched = _writes.Where(field => field.Value is { Count: > 0 } && field.Value[^1].Job == run).Select(field => field.Key.Record).Distinct().Count();

        var done = await RevertAsync(run);

        var after = await StateAsync();
        Assert.That(mine, Is.GreaterThan(10).And.LessThan(_writes.Count), "the seed says something");
        Assert.That((done.Reverted, done.Fields, done.Unchanged, done.Gone, done.After), Is.EqualTo((touched, mine, records.Length - touched, 0, (Guid?)null)));
        foreach (var id in records)
            Assert.That(Fields.ToDictionary(field => field, field => after[id].Fields.GetValueOrDefault(field)), Is.EqualTo(expected[id]), $"record {id}");
        Assert.That(after.Values.Where(record => record.Provenance.Contains(run.ToString(), StringComparison.Ordinal)), Is.Empty, "no trace of the run is left that an undo of another could bring back");
        Assert.That(after.Select(record => record.Value.Keys), Is.EqualTo(before.Select(record => record.Value.Keys)), "identities stay");
        foreach (var id in records.Where(id => Fields.Any(field => Of(id, field).LastOrDefault()?.Job == run)))
            Assert.That(after[id].Enriched, Is.EqualTo(Fields.Any(field => Kept(id, field, run)?.Source == "enriched")), "enriched as long as it has an enriched value");
    }

    private sealed record Write(Guid? Job, string Source, string? Value);

    private sealed record State(Dictionary<string, string> Fields, string Provenance, string Keys, bool Enriched);

    private async Task EnrichAsync(Random random, Guid[] records, Guid job, string provider, DateTimeOffset at, double share)
    {
        List<(Guid, Dictionary<string, string>?)> answers = [];
        foreach (var id in records.Where(_ => random.NextDouble() < share))
        {
            // A run asks about a record once.
            if (Fields.Any(field => Of(id, field).Exists(write => write.Job == job))) continue;
            var found = Values(random);
            foreach (var (field, value) in found) Note(id, field, new(job, "enriched", value));
            answers.Add((id, found));
        }

        await AnswerAsync(job, at, provider, answers);
    }

    private async Task ImportSomeAsync(Random random, Guid[] records, Guid job, DateTimeOffset at)
    {
        foreach (var id in records.Where(_ => random.NextDouble() < 0.3))
        {
            var values = Values(random);
            foreach (var (field, value) in values) Note(id, field, new(job, "imported", value));
            await ImportAsync(job, at, $"c{Array.IndexOf(records, id) + 1}.example", values);
        }
    }

    private async Task EditSomeAsync(Random random, Guid[] records)
    {
        foreach (var id in records.Where(_ => random.NextDouble() < 0.2))
        {
            var (field, value) = (Fields[random.Next(Fields.Length)], random.Next(3) == 0 ? "" : Value(random));
            Note(id, field, new(null, "edited", value));
            await EditAsync(id, new() { [field] = value });
        }
    }

    private static Dictionary<string, string> Values(Random random) => Fields.Where(_ => random.Next(2) == 0).ToDictionary(field => field, _ => Value(random));

    // Few, so that the same value comes again.
    private static string Value(Random random) => $"v{random.Next(6)}";

    /// <summary>The rules of whose value wins, said once more: edited over imported over enriched, and what says nothing new is no write.</summary>
    private void Note(Guid id, string field, Write write)
    {
        var writes = Of(id, field);
        var last = writes.Count > 0 ? writes[^1] : null;
        if (write.Value!.Length == 0 && last?.Value is null) return;
        if (last is not null && (last.Value is not null || last.Source == "edited") && Rank(write) < Rank(last)) return;
        if (last?.Value == write.Value && last.Source == write.Source) return;
        writes.Add(write.Value.Length == 0 ? write with { Value = null } : write);
    }

    private static int Rank(Write write) => Array.IndexOf(["enriched", "imported", "edited"], write.Source);

    private List<Write> Of(Guid id, string field) => _writes.TryGetValue((id, field), out var writes) ? writes : _writes[(id, field)] = [];

    private Write? Kept(Guid id, string field, Guid run) => Of(id, field).LastOrDefault(write => write.Job != run);

    private async Task<SortedDictionary<Guid, State>> StateAsync()
    {
        var text = await Host.ReadAsync<string>("SELECT json_agg(json_build_array(id, fields, provenance::text, concat_ws('|', domain, linkedin_slug), enriched_at IS NOT NULL))::text FROM outbound.accounts");
        using var rows = JsonDocument.Parse(text);
        return new(rows.RootElement.EnumerateArray().ToDictionary(row => row[0].GetGuid(), row => new State(row[1].Deserialize<Dictionary<string, string>>()!,
            row[2].GetString()!, row[3].GetString()!, row[4].GetBoolean())));
    }
}
