namespace AdaptiveOutbound.Web.Logging;

/// <summary>How a process writes its log: at which levels, and whether it says all or what a person wants to read.</summary>
internal sealed record LogOutput(LogLevels Levels, bool IsVerbose, bool IsJson);
