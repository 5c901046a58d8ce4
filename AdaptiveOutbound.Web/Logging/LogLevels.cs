namespace AdaptiveOutbound.Web.Logging;

/// <summary>
/// The least level that each category writes: that of the longest known name which it begins with. May be changed while it is used.
/// </summary>
internal sealed class LogLevels
{
    /// <summary>The level of categories that no name fits.</summary>
    public const string Default = "Default";

    // Their lower levels write addresses of requests, and some of those hold one-time codes.
    private static readonly string[] Quiet = ["Microsoft", "System"];

    private readonly Dictionary<string, LogLevel> _standard;
    private volatile Table _table;

    private LogLevels(Dictionary<string, LogLevel> standard)
    {
        _standard = standard;
        _table = Table.Of(standard);
    }

    /// <summary>What the levels stand in at this moment; another object once they have changed.</summary>
    public object Version => _table;

    /// <summary>Those of a command: warnings and worse, everything from information when verbose.</summary>
    public static LogLevels OfCommand(bool verbose) => new(Standard(verbose ? LogLevel.Information : LogLevel.Warning, verbose ? LogLevel.Information : LogLevel.Error));

    /// <summary>Those of a server, as <c>Logging:LogLevel</c> of the environment has them.</summary>
    /// <param name="verbose">Also what helps to see what it does.</param>
    /// <param name="asText">A person reads along: warnings and worse.</param>
    /// <exception cref="Hosting.HostRefusedException">A level is none.</exception>
    public static LogLevels OfServer(IConfiguration configuration, bool verbose, bool asText)
    {
        var quiet = asText && !verbose;
        var levels = Standard(quiet ? LogLevel.Warning : LogLevel.Information, quiet ? LogLevel.Error : LogLevel.Information);
        if (verbose) levels["AdaptiveOutbound"] = LogLevel.Debug;
        foreach (var (category, level) in LogLevelText.Read(configuration.GetSection("Logging:LogLevel"))) levels[category] = level;
        return new LogLevels(levels);
    }

    /// <summary>Puts these over the first ones; what was put before is forgotten.</summary>
    public void Use(IEnumerable<KeyValuePair<string, LogLevel>> levels)
    {
        var all = new Dictionary<string, LogLevel>(_standard, StringComparer.OrdinalIgnoreCase);
        foreach (var (category, level) in levels) all[category] = level;
        _table = Table.Of(all);
    }

    /// <summary>The least level that the category writes.</summary>
    public LogLevel Of(string category)
    {
        var level = _table.Of(category);
        return Quiet.Any(name => Begins(category, name)) && level < LogLevel.Warning ? LogLevel.Warning : level;
    }

    private static Dictionary<string, LogLevel> Standard(LogLevel level, LogLevel keys) => new(StringComparer.OrdinalIgnoreCase)
    {
        [Default] = level,
        ["Hangfire"] = LogLevel.Warning,
        ["Microsoft"] = LogLevel.Warning,
        // The command says itself when it cannot listen.
        ["Microsoft.Extensions.Hosting"] = LogLevel.None,
        // What Production refuses at start, and what a command says as its result.
        ["Microsoft.AspNetCore.DataProtection"] = keys == LogLevel.Error ? LogLevel.Error : LogLevel.Warning,
        ["AdaptiveOutbound.Jobs.Keys"] = keys,
    };

    private static bool Begins(string category, string name) =>
        category.StartsWith(name, StringComparison.OrdinalIgnoreCase) && (category.Length == name.Length || category[name.Length] == '.');

    private sealed class Table
    {
        private readonly (string Name, LogLevel Level)[] _names;
        private readonly LogLevel _default;

        private Table((string, LogLevel)[] names, LogLevel standard) => (_names, _default) = (names, standard);

        public static Table Of(Dictionary<string, LogLevel> levels) => new(
            [.. levels.Where(l => !l.Key.Equals(Default, StringComparison.OrdinalIgnoreCase)).OrderByDescending(l => l.Key.Length).Select(l => (l.Key, l.Value))], levels[Default]);

        public LogLevel Of(string category)
        {
            foreach (var (name, level) in _names)
                if (Begins(category, name)) return level;
            return _default;
        }
    }
}
