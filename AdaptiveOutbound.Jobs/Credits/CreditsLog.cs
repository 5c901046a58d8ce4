using Microsoft.Extensions.Logging;

namespace AdaptiveOutbound.Jobs.Credits;

/// <summary>Log lines about credits: ids and names, never a key.</summary>
internal static partial class CreditsLog
{
    [LoggerMessage(1501, LogLevel.Warning, "{Provider} did not say what credits workspace {WorkspaceId} has left: {Reason}")]
    public static partial void CreditsNotTold(this ILogger logger, Guid workspaceId, string provider, string reason);
}
