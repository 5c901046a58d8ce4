using AdaptiveOutbound.Data.Providers;
using AdaptiveOutbound.Data.Records;
using AdaptiveOutbound.Jobs.Enrichment;
using AdaptiveOutbound.Jobs.Providers;
using AdaptiveOutbound.Jobs.Providers.Apollo;

namespace AdaptiveOutbound.Jobs.Records;

/// <summary>One record with where its values come from and what was asked about it.</summary>
internal sealed class FindRecord(RecordRows rows, LookupHistory lookups)
{
    private const int MostLookups = 50;

    /// <summary>The record, or null when the workspace has none of this id and kind.</summary>
    public async Task<RecordView?> ExecuteAsync(Guid workspaceId, RecordKind kind, Guid id, CancellationToken cancellationToken)
    {
        if (await rows.FindAsync(workspaceId, kind, id, cancellationToken) is not { } row)
            return null;
        var question = QuestionOf.Record(kind, new RecordRow(row.Id, row.Fields, row.Provenance));
        List<PastLookup> asked = question.CanBeAsked
            ? await lookups.ReadAsync(workspaceId, [ApolloRegistration.Name, SandboxProvider.ProviderName],
                [question.Fingerprint(new AskOptions(false)), question.Fingerprint(new AskOptions(true))], MostLookups, cancellationToken)
            : [];
        return RecordView.From(kind, row) with { Lookups = asked };
    }

    /// <summary>Those of these records that are there, by id, without what was asked about them.</summary>
    public async Task<IReadOnlyDictionary<Guid, RecordView>> ManyAsync(Guid workspaceId, RecordKind kind, Guid[] ids, CancellationToken cancellationToken) =>
        (await rows.FindAllAsync(workspaceId, kind, ids, cancellationToken)).ToDictionary(row => row.Id, row => RecordView.From(kind, row));
}
