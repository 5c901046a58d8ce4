using AdaptiveOutbound.Web.Hosting;

namespace AdaptiveOutbound.Web.Logging;

/// <summary>Levels as people write them.</summary>
internal static class LogLevelText
{
    /// <summary>The categories of a section of settings and their levels.</summary>
    /// <exception cref="HostRefusedException">Names the first one that is no level.</exception>
    public static Dictionary<string, LogLevel> Read(IConfigurationSection section) => section.GetChildren().Where(child => child.Value is { Length: > 0 }).ToDictionary(
        child => child.Key,
        child => Parse(child.Value!) ?? throw new HostRefusedException($"{SettingNames.InEnvironment(child.Path)} is {child.Value}: it must be {Words}."),
        StringComparer.OrdinalIgnoreCase);

    /// <summary>The words that are levels.</summary>
    public const string Words = "Trace, Debug, Information, Warning, Error, Critical or None";

    /// <summary>The level of this name; null when there is none.</summary>
    public static LogLevel? Parse(string text) => Enum.TryParse<LogLevel>(text, ignoreCase: true, out var level) && Enum.IsDefined(level) && !int.TryParse(text, out _) ? level : null;

    /// <summary>The level in a line.</summary>
    public static string Of(LogLevel level) => level switch
    {
        LogLevel.Critical => "critical",
        LogLevel.Error => "error",
        LogLevel.Warning => "warning",
        LogLevel.Information => "info",
        LogLevel.Debug => "debug",
        _ => "trace",
    };
}
