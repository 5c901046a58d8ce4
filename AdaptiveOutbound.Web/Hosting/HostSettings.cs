using System.ComponentModel.DataAnnotations;
using System.Reflection;
using AdaptiveOutbound.Data.Operations;
using AdaptiveOutbound.Jobs.Lanes;
using AdaptiveOutbound.Jobs.Operations;
using AdaptiveOutbound.Web.Releases;

namespace AdaptiveOutbound.Web.Hosting;

/// <summary>What the environment says about this process.</summary>
internal sealed class HostSettings
{
    private static readonly string[] Environments = ["Development", "Preview", "Staging", "Production"];

    private HostSettings(IConfiguration configuration) => Configuration = configuration;

    /// <summary>All settings.</summary>
    public IConfiguration Configuration { get; }

    /// <summary>One of Development, Preview, Staging, Production; Production when nothing says otherwise.</summary>
    public required string Environment { get; init; }

    public bool IsDevelopment => Environment == "Development";

    public bool IsProduction => Environment == "Production";

    /// <summary>Which database.</summary>
    public DatabaseOptions Database => DatabaseOptions.From(name => Configuration[name]) with { AllowEmbedded = !IsProduction };

    /// <summary><c>Host:Roles</c>: what a server does, default both.</summary>
    public HostRoles Roles => HostRolesText.Parse(Configuration["Host:Roles"] ?? "web,worker")
        ?? throw new HostRefusedException("Host__Roles must be web, worker or web,worker.");

    /// <summary><c>Host:PublicUrl</c>: where people reach the pages; null when nothing says so.</summary>
    public Uri? PublicUrl
    {
        get
        {
            if (Configuration["Host:PublicUrl"] is not { Length: > 0 } text) return null;
            // Not printed: what stands there may be a password.
            if (text.Contains('@', StringComparison.Ordinal)) throw new HostRefusedException("Host__PublicUrl has an @ in it: a user or password would stand in every link. It must be an address such as https://outbound.example.com.");
            return Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https" && url.PathAndQuery == "/" && url.Fragment.Length == 0
                ? url : throw new HostRefusedException($"Host__PublicUrl is {text}: it must be an address without a path, such as https://outbound.example.com.");
        }
    }

    /// <summary>Whether people reach the pages by https.</summary>
    public bool IsPublicHttps => PublicUrl?.Scheme == Uri.UriSchemeHttps;

    /// <summary>Where links for people lead when they are made without a request.</summary>
    public string LinkBase => (PublicUrl?.ToString() ?? "http://localhost:5080").TrimEnd('/');

    /// <summary><c>Host:LogLevelsFile</c>: the file that changes the levels of the log while the server runs; null when nothing says so.</summary>
    public string? LogLevelsFile => Configuration["Host:LogLevelsFile"] is { Length: > 0 } path ? Path.GetFullPath(path) : null;

    /// <summary>Whether the environment's variables say Development; known before anything else is read.</summary>
    public static bool SaysDevelopment() => string.Equals(
        System.Environment.GetEnvironmentVariable("ASPNETCORE_ENVIRONMENT") ?? System.Environment.GetEnvironmentVariable("DOTNET_ENVIRONMENT"), "Development", StringComparison.OrdinalIgnoreCase);

    /// <summary>Reads the environment's variables and refuses those that are no setting.</summary>
    public static HostSettings Read()
    {
        var configuration = new ConfigurationBuilder().AddEnvironmentVariables().Build();
        SettingNames.Check(configuration);
        var named = configuration["ASPNETCORE_ENVIRONMENT"] ?? configuration["DOTNET_ENVIRONMENT"] ?? "";
        var environment = named.Length == 0 ? "Production" : Environments.FirstOrDefault(e => e.Equals(named, StringComparison.OrdinalIgnoreCase));
        return new HostSettings(configuration)
        {
            Environment = environment ?? throw new HostRefusedException(
                $"ASPNETCORE_ENVIRONMENT is {named}: it must be Development, Preview, Staging or Production."),
        };
    }

    /// <summary><c>Host:RequestsPerMinute</c>: requests of the API that a token may make in a minute, 1 to 1,000,000, default 600.</summary>
    public int RequestsPerMinute()
    {
        if (Configuration["Host:RequestsPerMinute"] is not { Length: > 0 } text) return 600;
        return int.TryParse(text, out var most) && most is >= 1 and <= 1_000_000
            ? most : throw new HostRefusedException($"Host__RequestsPerMinute is {text}: it must be a number from 1 to 1000000.");
    }

    /// <summary><c>Host:EventHeartbeat</c>: seconds after which a quiet stream of events gets a comment, 1 to 60, default 15.</summary>
    public TimeSpan EventHeartbeat()
    {
        if (Configuration["Host:EventHeartbeat"] is not { Length: > 0 } text) return TimeSpan.FromSeconds(15);
        return int.TryParse(text, out var seconds) && seconds is >= 1 and <= 60
            ? TimeSpan.FromSeconds(seconds) : throw new HostRefusedException($"Host__EventHeartbeat is {text}: it must be a number of seconds from 1 to 60.");
    }

    /// <summary><c>Host:DashboardReadOnly</c>: operators look at background jobs and change none; default false.</summary>
    public bool DashboardReadOnly()
    {
        if (Configuration["Host:DashboardReadOnly"] is not { Length: > 0 } text) return false;
        return bool.TryParse(text, out var readOnly) ? readOnly : throw new HostRefusedException($"Host__DashboardReadOnly is {text}: it must be true or false.");
    }

    /// <summary><c>Host:MetricsToken</c>: with it as bearer <c>/metrics</c> may be read without signing in; at least 16 characters, default none.</summary>
    public string? MetricsToken()
    {
        if (Configuration["Host:MetricsToken"] is not { Length: > 0 } text) return null;
        return text.Length >= 16 ? text : throw new HostRefusedException("Host__MetricsToken is too short: it must have at least 16 characters.");
    }

    /// <summary><c>Schedules:Spread</c>: over how long schedules of one minute are spread, 0 to 1 hour, default 5 minutes.</summary>
    public TimeSpan ScheduleSpread()
    {
        if (Configuration["Schedules:Spread"] is not { Length: > 0 } text) return new Jobs.Schedules.ScheduleOptions().Spread;
        return TimeSpan.TryParseExact(text, @"hh\:mm\:ss", System.Globalization.CultureInfo.InvariantCulture, out var spread) && spread <= TimeSpan.FromHours(1)
            ? spread : throw new HostRefusedException($"Schedules__Spread is {text}: it must be a time from 00:00:00 to 01:00:00, as hh:mm:ss.");
    }

    /// <summary><c>Cleanup</c>: how long data is kept; see <see cref="CleanupOptions"/>.</summary>
    public CleanupOptions Cleanup()
    {
        var standard = new CleanupOptions();
        return new()
        {
            JobDays = Of(nameof(standard.JobDays), standard.JobDays), LogDays = Of(nameof(standard.LogDays), standard.LogDays),
            LookupMonths = Of(nameof(standard.LookupMonths), standard.LookupMonths), ExportDays = Of(nameof(standard.ExportDays), standard.ExportDays),
            UploadDays = Of(nameof(standard.UploadDays), standard.UploadDays), IdempotencyDays = Of(nameof(standard.IdempotencyDays), standard.IdempotencyDays),
            AuditDays = Of(nameof(standard.AuditDays), standard.AuditDays), Hour = Of(nameof(standard.Hour), standard.Hour),
        };

        int Of(string name, int standardValue) => Number<CleanupOptions>(CleanupOptions.Section, name, standardValue);
    }

    // The range is the property's own.
    private int Number<TOptions>(string section, string name, int standard)
    {
        if (Configuration[$"{section}:{name}"] is not { Length: > 0 } text) return standard;
        var range = typeof(TOptions).GetProperty(name)!.GetCustomAttribute<RangeAttribute>()!;
        return int.TryParse(text, out var value) && range.IsValid(value)
            ? value : throw new HostRefusedException($"{section}__{name} is {text}: it must be a number from {range.Minimum} to {range.Maximum}.");
    }

    /// <summary><c>Release</c>: how releases are put in place; see <see cref="ReleaseOptions"/>.</summary>
    public ReleaseOptions Release()
    {
        var standard = new ReleaseOptions();
        var first = Configuration["ASPNETCORE_URLS"]?.Split(';', StringSplitOptions.RemoveEmptyEntries).FirstOrDefault() ?? "http://localhost:5080";
        // An address to listen on may be no address to ask: all of this machine's are reached by this machine's own name.
        var address = first.Replace("*", "localhost", StringComparison.Ordinal).Replace("+", "localhost", StringComparison.Ordinal)
            .Replace("0.0.0.0", "127.0.0.1", StringComparison.Ordinal).Replace("[::]", "localhost", StringComparison.Ordinal);
        return new()
        {
            Units = Configuration["Release:Units"]?.Split(' ', StringSplitOptions.RemoveEmptyEntries) ?? standard.Units,
            ReadyUrl = Uri.TryCreate(Configuration["Release:ReadyUrl"] is { Length: > 0 } url ? url : $"{address.TrimEnd('/')}/health/ready", UriKind.Absolute, out var ready) && ready.Scheme is "http" or "https"
                ? ready : throw new HostRefusedException($"Release__ReadyUrl is {Configuration["Release:ReadyUrl"]}: it must be an address such as http://127.0.0.1:5080/health/ready."),
            ReadySeconds = Number<ReleaseOptions>(ReleaseOptions.Section, nameof(standard.ReadySeconds), standard.ReadySeconds),
            Keep = Number<ReleaseOptions>(ReleaseOptions.Section, nameof(standard.Keep), standard.Keep),
        };
    }

    /// <summary><c>Host:Workers</c>: chunks that run at once, 1 to 200, default 20.</summary>
    public WorkerOptions Worker()
    {
        var options = new WorkerOptions();
        options.Workers = Number<WorkerOptions>("Host", nameof(options.Workers), options.Workers);
        return options;
    }
}
