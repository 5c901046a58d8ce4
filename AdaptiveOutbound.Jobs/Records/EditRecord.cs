using AdaptiveOutbound.Data.Records;
using AdaptiveOutbound.Jobs.Audit;

namespace AdaptiveOutbound.Jobs.Records;

/// <summary>What became of a change by hand.</summary>
internal abstract record EditResult
{
    private EditResult() { }

    public sealed record Edited(RecordView Record) : EditResult;

    /// <summary>The workspace has no such record.</summary>
    public sealed record NotFound : EditResult;

    /// <summary>Another record is already what this one would become.</summary>
    public sealed record Exists(Guid OtherId) : EditResult
    {
        public string Message => $"Another record of this workspace has that identity already: {OtherId}. Change that one, or delete one of the two.";
    }

    /// <summary>A value cannot be used, or nothing would identify the record any more.</summary>
    public sealed record Invalid(RecordProblem Problem) : EditResult;
}

/// <summary>Changes fields of a record by hand: what a person writes wins over imports and enrichment from then on.</summary>
internal sealed class EditRecord(RecordWriter writer)
{
    /// <param name="fields">Fields of <see cref="RecordFields"/>; null or blank clears one, for good until a person fills it.</param>
    /// <param name="by">Who asks, for the audit log; null for a command.</param>
    public async Task<EditResult> ExecuteAsync(Guid workspaceId, RecordKind kind, Guid id, IReadOnlyDictionary<string, string?> fields, CancellationToken cancellationToken, string? by = null)
    {
        Dictionary<string, string> values = new(StringComparer.Ordinal);
        EmailAddress? email = null;
        foreach (var (field, text) in fields)
        {
            var (value, problem) = FieldValue.Normalize(kind, field, text ?? "", ref email);
            if (problem is not null)
                return new EditResult.Invalid(problem);
            values[field] = value;
        }

        var edited = await writer.EditAsync(workspaceId, kind, id, new(values, email?.Key, AuditedRecords.Line(by, AuditActions.RecordEdited, kind, [id], values.Keys)), cancellationToken);
        if (edited.OtherId is { } other)
            return new EditResult.Exists(other);
        if (edited.LosesIdentity)
            return new EditResult.Invalid(NormalizedRecord.From(kind, []).Problem!);
        return edited.Record is { } record ? new EditResult.Edited(RecordView.From(kind, record)) : new EditResult.NotFound();
    }
}
