using AdaptiveOutbound.Data.Imports;
using AdaptiveOutbound.Data.Lanes;
using AdaptiveOutbound.Data.Records;
using AdaptiveOutbound.Jobs.Audit;
using AdaptiveOutbound.Jobs.Imports;

namespace AdaptiveOutbound.Jobs.Records;

/// <summary>What became of one record of a request.</summary>
/// <param name="Index">Its place in the request, from 0.</param>
/// <param name="Id">Null when it is rejected.</param>
/// <param name="Outcome"><c>created</c>, <c>updated</c>, <c>unchanged</c> or <c>rejected</c>.</param>
internal sealed record RecordOutcome(int Index, Guid? Id, string Outcome, IReadOnlyList<RecordProblem> Errors);

/// <summary>Creates records, or updates those that they mean, by the rules of an import; a bad one fails none of its neighbours.</summary>
internal sealed class CreateRecords(RecordWriter writer, TimeProvider clock)
{
    /// <summary>Records that one request may bring.</summary>
    public const int Most = 1000;

    /// <param name="records">Fields of <see cref="RecordFields"/> with text as it came; 1 to <see cref="Most"/>.</param>
    /// <param name="by">Who asks, for the audit log; null for a command.</param>
    /// <param name="remember">Given the outcomes, says what commits with them.</param>
    public async Task<IReadOnlyList<RecordOutcome>> ExecuteAsync(Guid workspaceId, RecordKind kind, IReadOnlyList<IReadOnlyDictionary<string, string>> records,
        CancellationToken cancellationToken, string? by = null, Func<IReadOnlyList<RecordOutcome>, IBatchEffect>? remember = null)
    {
        var outcomes = new RecordOutcome[records.Count];
        List<RecordInput> inputs = [];
        for (var index = 0; index < records.Count; index++)
        {
            var (record, problem) = NormalizedRecord.From(kind, records[index]);
            if (record is null)
                outcomes[index] = new(index, null, "rejected", [problem!]);
            else
                inputs.Add(UploadReader.Input(index, record));
        }

        await writer.MergeAsync(workspaceId, kind, inputs, new Origin(OriginSources.Imported, null, null, clock.GetUtcNow()),
            written => AuditedRecords.Line(by, AuditActions.RecordWritten, kind, written), Note, cancellationToken);
        return outcomes;

        IBatchEffect? Note(IReadOnlyList<MergedInput> merged)
        {
            foreach (var (input, result) in inputs.Zip(merged))
                outcomes[input.Line] = Outcome(input.Line, result);
            return remember?.Invoke(outcomes);
        }
    }

    private static RecordOutcome Outcome(int index, MergedInput merged)
    {
        if (merged.AmbiguousField is { } field)
        {
            var rejected = ImportMerge.Ambiguous(index, field);
            return new(index, null, "rejected", [new(rejected.Field, rejected.Code, rejected.Message)]);
        }

        return new(index, merged.Id, merged.IsNew ? "created" : merged.Changed ? "updated" : "unchanged", []);
    }
}
