using System.Text.Json;

namespace AdaptiveOutbound.Web.Logging;

/// <summary>
/// Levels of the log that change without a restart: a file that may come, change and go while the server runs. It is looked at every
/// second rather than watched: events of a folder do not reach every kind of mount.
/// </summary>
internal sealed partial class LevelsFile : IAsyncDisposable
{
    /// <summary>Its name in the data directory.</summary>
    public const string StandardName = "logging.json";

    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1);
    private static readonly JsonDocumentOptions Lenient = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    private readonly string _path;
    private readonly LogLevels _levels;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _loop;
    private (DateTime WrittenAt, long Length)? _seen;

    private LevelsFile(string path, LogLevels levels, TimeProvider clock, ILogger logger)
    {
        (_path, _levels, _logger) = (path, levels, logger);
        LookOnce();
        _loop = RunAsync(clock);
    }

    /// <summary>Reads it, and looks again until disposed.</summary>
    public static LevelsFile Follow(string path, LogLevels levels, TimeProvider clock, ILogger logger) => new(path, levels, clock, logger);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _loop.ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        _stop.Dispose();
    }

    private async Task RunAsync(TimeProvider clock)
    {
        using var timer = new PeriodicTimer(Look, clock);
        while (await timer.WaitForNextTickAsync(_stop.Token)) LookOnce();
    }

    private void LookOnce()
    {
        try
        {
            var file = new FileInfo(_path);
            (DateTime, long)? now = file.Exists ? (file.LastWriteTimeUtc, file.Length) : null;
            if (now == _seen) return;
            _seen = now;
            _levels.Use(now is null ? [] : Read(File.ReadAllText(_path)));
            Changed(_logger, _path, now is null ? "is gone" : "was read");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException or FormatException)
        {
            NotUsed(_logger, _path, e.Message);
        }
    }

    /// <summary>The levels in the text of such a file.</summary>
    /// <exception cref="FormatException">It says something else than levels.</exception>
    internal static Dictionary<string, LogLevel> Read(string text)
    {
        using var document = JsonDocument.Parse(text, Lenient);
        if (!IsObject(document.RootElement, "Logging", out var logging) || !IsObject(logging, "LogLevel", out var levels))
            throw new FormatException("It must be {\"Logging\": {\"LogLevel\": {\"Default\": \"Information\"}}}.");
        return levels.EnumerateObject().DistinctBy(l => l.Name, StringComparer.OrdinalIgnoreCase).ToDictionary(l => l.Name, l => Level(l.Name, l.Value), StringComparer.OrdinalIgnoreCase);
    }

    private static LogLevel Level(string category, JsonElement value) =>
        (value.ValueKind == JsonValueKind.String ? LogLevelText.Parse(value.GetString()!) : null) ?? throw new FormatException($"The level of {category} is {value}: it must be {LogLevelText.Words}.");

    private static bool IsObject(JsonElement element, string name, out JsonElement value)
    {
        value = default;
        return element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out value) && value.ValueKind == JsonValueKind.Object;
    }

    [LoggerMessage(3101, LogLevel.Information, "The file of log levels {Path} {What}")]
    private static partial void Changed(ILogger logger, string path, string what);

    [LoggerMessage(3102, LogLevel.Warning, "The file of log levels {Path} is not used, and the levels stay as they were: {Reason}")]
    private static partial void NotUsed(ILogger logger, string path, string reason);
}
