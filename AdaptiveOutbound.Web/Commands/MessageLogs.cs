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

        private const int MostRemembered = 100;

        private readonly ConcurrentDictionary<string, long> _said = new(StringComparer.Ordinal);

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel != LogLevel.None;

        void ILogger.Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            var cause = exception is null ? "" : verbose ? $"\n{exception}" : $" ({exception.Message})";
            var line = $"{Word(logLevel)}: {formatter(state, exception)}{cause}";
            if (verbose || !IsRepeated(line)) messages.Line(line);
        }

        // By its whole text: another chunk that dies of the same cause is told too.
        private bool IsRepeated(string line)
        {
            var now = clock.GetTimestamp();
            if (_said.TryGetValue(line, out var before) && clock.GetElapsedTime(before, now) < Again) return true;
            if (_said.Count >= MostRemembered) _said.Clear();
            _said[line] = now;
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
