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

    public ILog GetLogger(string name) => new Forward(logs.CreateLogger(name));

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
