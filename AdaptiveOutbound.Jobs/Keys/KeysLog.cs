using Microsoft.Extensions.Logging;

namespace AdaptiveOutbound.Jobs.Keys;

/// <summary>Log lines of custody: ids, names and codes, never a key.</summary>
internal static partial class KeysLog
{
    [LoggerMessage(1401, LogLevel.Error, "The {Provider} key of workspace {WorkspaceId} was not opened: {Reason}")]
    public static partial void KeyNotOpened(this ILogger logger, Guid workspaceId, string provider, string reason);

    [LoggerMessage(1402, LogLevel.Information, "The {Provider} key of workspace {WorkspaceId} was set by {AddedBy}: {Status}")]
    public static partial void KeySet(this ILogger logger, Guid workspaceId, string provider, string addedBy, KeyStatus status);

    [LoggerMessage(1403, LogLevel.Warning, "A {Provider} key for workspace {WorkspaceId} was refused: {Code}")]
    public static partial void KeyRefused(this ILogger logger, Guid workspaceId, string provider, string code);

    [LoggerMessage(1404, LogLevel.Information, "The {Provider} key of workspace {WorkspaceId} was removed")]
    public static partial void KeyRemoved(this ILogger logger, Guid workspaceId, string provider);

    [LoggerMessage(1405, LogLevel.Information, "The {Provider} key of workspace {WorkspaceId} was tested: {Verdict}")]
    public static partial void KeyTested(this ILogger logger, Guid workspaceId, string provider, string verdict);

    [LoggerMessage(1406, LogLevel.Warning, "The keys of workspace {WorkspaceId} were listed without a look at the ring: {Reason}")]
    public static partial void RingNotRead(this ILogger logger, Guid workspaceId, string reason);
}
