using AdaptiveOutbound.Data.Audit;
using AdaptiveOutbound.Data.Records;
using AdaptiveOutbound.Jobs.Audit;
using AdaptiveOutbound.Jobs.Imports;

namespace AdaptiveOutbound.Jobs.Records;

/// <summary>Lines about records that a person or a token wrote or deleted. They name fields, never values.</summary>
internal static class AuditedRecords
{
    /// <param name="by">Who asks; null for a command.</param>
    /// <param name="action">One of <see cref="AuditActions"/>.</param>
    /// <param name="ids">The records; one is named by its id, more are counted.</param>
    /// <param name="fields">What was written, when it is one record.</param>
    public static AuditLine Line(string? by, string action, RecordKind kind, IReadOnlyList<Guid> ids, IEnumerable<string>? fields = null)
    {
        var subject = ids is [var one] ? Subject(kind, one) : $"{ids.Count} {RecordKindNames.Plural(kind)}";
        return fields is null ? AuditedStart.Line(by, action, subject) : AuditedStart.Line(by, action, subject, ("fields", string.Join(", ", fields.Order(StringComparer.Ordinal))));
    }

    /// <summary>How the log names one record.</summary>
    public static string Subject(RecordKind kind, Guid id) => $"{(kind == RecordKind.Account ? "account" : "contact")} {id}";
}
