using AdaptiveOutbound.Data.Records;

namespace AdaptiveOutbound.Data.Workspaces;

/// <summary>How long answers are used again, as the settings say it: those of the kind, else the general ones.</summary>
internal static class FreshnessSql
{
    /// <param name="column"><c>match_days</c> or <c>no_match_days</c>.</param>
    public static string Of(RecordKind kind, string column) => $"coalesce({(kind == RecordKind.Account ? "account" : "contact")}_{column}, {column})";
}
