using Hangfire;
using Hangfire.Logging;
using Microsoft.Extensions.Logging;
using HangfireLevel = Hangfire.Logging.LogLevel;
using Level = Microsoft.Extensions.Logging.LogLevel;

namespace AdaptiveOutbound.Jobs.Operations;

/// <summary>Sends Hangfire's own log where ours goes.</summary>
internal sealed class HangfireLog(ILoggerFactory logs) : ILogProvider
{
    /// <summary>Hangfire keeps its log process-wide. May be repeated.</summary>
    public static void Use(ILoggerFactory logs) => GlobalConfiguration.Configuration.UseLogProvider(new HangfireLog(logs));

    // Hangfire keeps this provider when its host, and the host's loggers, have ended.
    public ILog GetLogger(string name)
    {
        try
        {
            return new Forward(logs.CreateLogger(name));
        }
        catch (ObjectDisposedException)
        {
            return new Forward(Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance);
        }
    }

    private sealed class Forward(ILogger logger) : ILog
    {
        public bool Log(HangfireLevel logLevel, Func<string>? messageFunc, Exception? exception)
        {
            var level = (Level)(int)logLevel; // both count from trace to fatal
            if (!logger.IsEnabled(level)) return false;
            if (messageFunc is null) return true;
            logger.Log(level, exception, "{Message}", messageFunc());
            return true;
        }
    }
}
