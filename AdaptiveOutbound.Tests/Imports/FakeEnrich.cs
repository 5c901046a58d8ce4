using AdaptiveOutbound.Data;
using AdaptiveOutbound.Data.Jobs;
using AdaptiveOutbound.Data.Lanes;
using AdaptiveOutbound.Jobs.Lanes;
using Npgsql;

namespace AdaptiveOutbound.Tests.Imports;

/// <summary>Answers each record without asking anybody.</summary>
internal sealed class FakeEnrich(string type) : IJobWork
{
    private readonly string _table = type == "enrich_contacts" ? "contacts" : "accounts";

    public string Type => type;
    public int BatchSize => 500;
    public bool ShowsStart => false;

    public Task RunAsync(Batch batch, BatchCommit commit, CancellationToken cancellationToken)
    {
        commit.Effects.Add(new Answer(_table, [.. batch.Items.Select(i => i.RecordId!.Value)]));
        commit.Ended.AddRange(batch.Items.Select(i => new EndedItem(i.Id, i.JobId, ItemOutcome.Enriched, 1)));
        return Task.CompletedTask;
    }

    private sealed class Answer(string table, Guid[] records) : IBatchEffect
    {
        public IEnumerable<NpgsqlBatchCommand> Commands() =>
            [Sql.Command($$"""UPDATE outbound.{{table}} SET fields = fields || '{"city": "Köln"}', enriched_at = '2026-01-02T03:04:05Z' WHERE id = ANY ($1)""", records)];
    }
}
