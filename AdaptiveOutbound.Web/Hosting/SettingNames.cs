namespace AdaptiveOutbound.Web.Hosting;

/// <summary>The names of all settings, with <c>:</c> between the parts; in the environment they have <c>__</c> there.</summary>
internal static class SettingNames
{
    private static readonly string[] Sections = ["ConnectionStrings", "Data", "Keys", "Providers", "Schedules", "Host", "Cleanup", "Release"];

    /// <summary>Every setting under our sections.</summary>
    public static IReadOnlyList<string> Known { get; } =
    [
        "ConnectionStrings:Outbound", "ConnectionStrings:OutboundSystem", "ConnectionStrings:OutboundOwner",
        "Data:Directory",
        "Keys:Ring:Directory", "Keys:Ring:CertificatePath", "Keys:Ring:CertificatePasswordFile",
        "Providers:Apollo:BaseUrl", "Providers:Apollo:TimeLimit", "Providers:Apollo:ConnectTimeLimit",
        "Providers:Apollo:MaxBodyBytes", "Providers:Apollo:MaxConnections",
        "Providers:Sandbox:Latency", "Providers:Sandbox:LimitPerMinute", "Providers:Sandbox:LimitPerHour", "Providers:Sandbox:LimitPerDay",
        "Providers:Sandbox:CreditsPerKey", "Providers:Sandbox:MatchShare", "Providers:Sandbox:Seed",
        "Schedules:Spread",
        "Host:Roles", "Host:Workers", "Host:WorkerUrls", "Host:LogLevelsFile", "Host:PublicUrl", "Host:TrustedProxies", "Host:MetricsToken",
        "Host:RequestsPerMinute", "Host:EventHeartbeat", "Host:DashboardReadOnly",
        "Cleanup:JobDays", "Cleanup:LogDays", "Cleanup:LookupMonths", "Cleanup:ExportDays", "Cleanup:UploadDays", "Cleanup:IdempotencyDays", "Cleanup:AuditDays", "Cleanup:Hour",
        "Release:Units", "Release:ReadyUrl", "Release:ReadySeconds", "Release:Keep",
    ];

    /// <summary>
    /// Refuses what stands under our sections and is no setting: most often a misspelt name, which would else do nothing. Under another section only
    /// what is one of our names but for a letter or two: the environment is not ours alone.
    /// </summary>
    /// <exception cref="HostRefusedException">Names the first one, and what it may mean.</exception>
    public static void Check(IConfiguration configuration)
    {
        foreach (var (name, value) in configuration.AsEnumerable())
        {
            // A value of a section itself is not ours: shells set HOST.
            if (value is null || !name.Contains(':', StringComparison.Ordinal) || Known.Contains(name, StringComparer.OrdinalIgnoreCase)) continue;
            var nearest = Misspelt.Nearest(name, Known);
            if (Sections.Contains(name.Split(':')[0], StringComparer.OrdinalIgnoreCase) || Misspelt.Distance(name, nearest) <= 2)
                throw new HostRefusedException($"There is no setting {InEnvironment(name)}: did you mean {InEnvironment(nearest)}?");
        }
    }

    /// <summary>A sentence of the code's with the names as people set them.</summary>
    public static string InSentence(string text) => Known.Aggregate(text, (said, name) => said.Replace(name, InEnvironment(name), StringComparison.Ordinal));

    /// <summary>The name as an environment variable.</summary>
    public static string InEnvironment(string name) => name.Replace(":", "__", StringComparison.Ordinal);
}
