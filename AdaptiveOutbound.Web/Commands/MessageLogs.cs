using System.Collections.Concurrent;

namespace AdaptiveOutbound.Web.Commands;

/// <summary>Logs as lines on standard error: warnings and worse, everything from information when verbose.</summary>
internal sealed class MessageLogs(Messages messages, bool verbose) : ILoggerProvider
{
    /// <summary>A factory of these logs.</summary>
    public static ILoggerFactory Factory(Messages messages, bool verbose) => LoggerFactory.Create(logging => logging
        .SetMinimumLevel(verbose ? LogLevel.Information : LogLevel.Warning)
        .AddFilter("Hangfire", LogLevel.Warning)
        .AddFilter("Microsoft", LogLevel.Warning)
        // The command says itself when it cannot listen.
        .AddFilter("Microsoft.Extensions.Hosting", LogLevel.None)
        // What Production refuses at start, and what a command says as its result.
        .AddFilter("Microsoft.AspNetCore.DataProtection", verbose ? LogLevel.Warning : LogLevel.Error)
        .AddFilter("AdaptiveOutbound.Jobs.Keys", verbose ? LogLevel.Information : LogLevel.Error)
        .AddProvider(new MessageLogs(messages, verbose)));

    public ILogger CreateLogger(string categoryName) => new Log(messages, verbose, TimeProvider.System);

    public void Dispose()
    {
    }

    private sealed class Log(Messages messages, bool verbose, TimeProvider clock) : ILogger
    {
        /// <summary>Loops say each second what is wrong: once in this time is enough, unless all is asked for.</summary>
        private static readonly TimeSpan Again = TimeSpan.FromSeconds(30);

        private readonly ConcurrentDictionary<int, long> _said = new();

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel != LogLevel.None;

        void ILogger.Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (!verbose && IsRepeated(eventId.Id)) return;
            var cause = exception is null ? "" : verbose ? $"\n{exception}" : $" ({exception.Message})";
            messages.Line($"{Word(logLevel)}: {formatter(state, exception)}{cause}");
        }

        private bool IsRepeated(int eventId)
        {
            var now = clock.GetTimestamp();
            if (eventId == 0 || !_said.TryGetValue(eventId, out var before)) return eventId != 0 && !_said.TryAdd(eventId, now);
            if (clock.GetElapsedTime(before, now) < Again) return true;
            _said[eventId] = now;
            return false;
        }

        private static string Word(LogLevel level) => level switch
        {
            LogLevel.Critical or LogLevel.Error => "error",
            LogLevel.Warning => "warning",
            _ => "info",
        };
    }
}
