using AdaptiveOutbound.Web.Logging;

namespace AdaptiveOutbound.Web.Commands;

/// <summary>The log, as lines on standard error: sentences for people, or JSON for programs.</summary>
internal sealed class MessageLogs(Messages messages, LogOutput output, TimeProvider clock) : ILoggerProvider, ISupportExternalScope
{
    private IExternalScopeProvider? _scopes;

    /// <summary>A factory of these logs.</summary>
    public static ILoggerFactory Factory(Messages messages, LogOutput output, TimeProvider clock) => LoggerFactory.Create(logging => logging
        // The levels are asked line by line, because they may change.
        .SetMinimumLevel(LogLevel.Trace)
        .AddProvider(new MessageLogs(messages, output, clock)));

    public ILogger CreateLogger(string categoryName) => new Log(this, categoryName, messages, output, clock);

    public void SetScopeProvider(IExternalScopeProvider scopeProvider) => _scopes = scopeProvider;

    public void Dispose()
    {
    }

    private sealed class Log(MessageLogs owner, string category, Messages messages, LogOutput output, TimeProvider clock) : ILogger
    {
        private readonly Repeats _repeats = new(clock);
        private Found? _found;

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => owner._scopes?.Push(state);

        public bool IsEnabled(LogLevel logLevel) => logLevel != LogLevel.None && logLevel >= Least();

        void ILogger.Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (!IsEnabled(logLevel)) return;
            var text = formatter(state, exception);
            if (!output.IsVerbose && logLevel >= LogLevel.Warning && _repeats.Has($"{logLevel} {text} {exception?.Message}")) return;
            if (output.IsJson)
            {
                messages.Raw(JsonLine.Of(clock.GetUtcNow(), logLevel, category, eventId, text, state as IEnumerable<KeyValuePair<string, object?>>, owner._scopes, exception));
                return;
            }

            var cause = exception is null ? "" : output.IsVerbose ? $"\n{exception}" : $" ({exception.Message})";
            messages.Raw($"{(logLevel == LogLevel.Critical ? "error" : LogLevelText.Of(logLevel))}: {text}{cause}");
        }

        private LogLevel Least()
        {
            var found = _found;
            if (found is null || !ReferenceEquals(found.Version, output.Levels.Version))
                _found = found = new Found(output.Levels.Version, output.Levels.Of(category));
            return found.Level;
        }

        private sealed record Found(object Version, LogLevel Level);
    }
}
