using Microsoft.Extensions.Logging;

namespace AdaptiveOutbound.Jobs.Credits;

/// <summary>Log lines about credits: ids and names, never a key.</summary>
internal static partial class CreditsLog
{
    [LoggerMessage(1501, LogLevel.Warning, "{Provider} did not say what credits workspace {WorkspaceId} has left: {Reason}")]
    public static partial void CreditsNotTold(this ILogger logger, Guid workspaceId, string provider, string reason);

    [LoggerMessage(1502, LogLevel.Warning, "The counter of {Provider} could not be compared with what was booked in workspace {WorkspaceId}; it is tried again")]
    public static partial void NotCounted(this ILogger logger, Guid workspaceId, string provider, Exception cause);

    [LoggerMessage(1503, LogLevel.Error, "What was booked could not be compared with the providers' counters; it is tried again")]
    public static partial void NotReconciled(this ILogger logger, Exception cause);
}
