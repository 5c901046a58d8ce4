namespace AdaptiveOutbound.Data.Operations.Schema;

/// <summary>Says why a migration may hold statements that are not safe beside workers of the release before.</summary>
/// <param name="reason">For the people who plan the release; shown by <c>db migrate --dry-run</c>.</param>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class BlockingReasonAttribute(string reason) : Attribute
{
    /// <summary>Of migrations from before there was a release.</summary>
    public const string BeforeFirstRelease = "It is older than the first release: no worker of another one runs beside it.";

    public string Reason { get; } = reason;
}
