using AdaptiveOutbound.Data.Audit;

namespace AdaptiveOutbound.Jobs.Audit;

/// <summary>Lines about what a person or a token started, steered or took away.</summary>
internal static class AuditedStart
{
    /// <param name="by">Who asks; null for a command.</param>
    /// <param name="action">One of <see cref="AuditActions"/>.</param>
    /// <param name="subject">What it is done to.</param>
    /// <param name="detail">More about it, by name.</param>
    public static AuditLine Line(string? by, string action, string subject, params (string Name, string Value)[] detail) =>
        new(by ?? "command line", action, subject, detail.ToDictionary(d => d.Name, d => d.Value, StringComparer.Ordinal));
}
