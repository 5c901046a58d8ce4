using AdaptiveOutbound.Data.Operations;
using AdaptiveOutbound.Web.Hosting;
using AdaptiveOutbound.Web.Releases;

namespace AdaptiveOutbound.Web.Preflight;

/// <summary>What this machine, its settings and its running web show.</summary>
internal static class HostChecks
{
    private const long LeastBytes = 1L << 30;
    private const int LeastShare = 10;

    public static Check PreviousRelease() => ReleaseFolder.OfThisProgram() switch
    {
        null => Check.CannotTell("previous-release", "this program is not part of an installation", "run it as DIR/current/outbound preflight"),
        { Previous: { } before } => Check.Pass("previous-release", $"{before} is at hand: ./outbound rollback lets it serve again"),
        var folder => Check.CannotTell("previous-release", $"there is none in {folder.Path}", "keep a backup at hand: the first release can be undone only by restoring"),
    };

    /// <summary>Whether a process of this build starts with these settings; opening the host looks at all of them, and at the ring.</summary>
    public static async Task<Check> SettingsAsync(CheckContext c)
    {
        await using var host = await c.Run.OpenHostAsync();
        // Opening it asked with the app's login only; work goes by the system's.
        await DeploymentMark.RefuseOthersAsync(host.Database.Connections.System, "OutboundSystem", host.Settings.Environment, c.Run.Interrupted);
        return Check.Pass("settings", $"a process starts with them as {host.Settings.Environment}");
    }

    public static Check ProductionVariables(CheckContext c)
    {
        var settings = c.Settings;
        var missing = new (string Name, bool IsSet)[]
        {
            ("ConnectionStrings__Outbound", !string.IsNullOrEmpty(settings.Configuration["ConnectionStrings:Outbound"])),
            ("Host__PublicUrl with https", settings.IsPublicHttps),
            ("Keys__Ring__CertificatePath", !string.IsNullOrEmpty(settings.Configuration["Keys:Ring:CertificatePath"])),
        }.Where(v => !v.IsSet).Select(v => v.Name).ToList();
        if (!settings.IsProduction) return Check.Fail("production-variables", $"ASPNETCORE_ENVIRONMENT is {settings.Environment}", "run it with Production's settings");
        return missing.Count > 0
            ? Check.Fail("production-variables", $"{string.Join(", ", missing)} not set", "set it: docs/configuration.md")
            : Check.Pass("production-variables", "connection strings, public address and the ring's certificate are set");
    }

    public static Check Monitors(CheckContext c) =>
        c.Settings.MetricsToken() is not null ? Check.Pass("monitors", "/metrics can be scraped with Host__MetricsToken")
        : !string.IsNullOrEmpty(c.Settings.Configuration["OTEL_EXPORTER_OTLP_ENDPOINT"]) ? Check.Pass("monitors", "metrics go where OTEL_EXPORTER_OTLP_ENDPOINT says")
        : Check.CannotTell("monitors", "nothing here says who watches", "set Host__MetricsToken and scrape /metrics, or set OTEL_EXPORTER_OTLP_ENDPOINT");

    public static async Task<Check> DiskAsync(CheckContext c)
    {
        var directory = await Data.Operations.Embedded.DataDirectory.ChooseAsync(c.Settings.Database.Directory, c.Run.Clock, c.Run.Interrupted);
        // It may not be made yet: it will lie where the first folder above it does.
        var there = directory;
        while (!Directory.Exists(there) && Path.GetDirectoryName(there) is { } above) there = above;
        var drive = new DriveInfo(there);
        var share = 100 * drive.AvailableFreeSpace / Math.Max(1, drive.TotalSize);
        var found = $"{drive.AvailableFreeSpace >> 20} MB ({share} %) are free where {directory} lies{(c.Database.IsEmbedded ? "" : "; the database server's own disk is not seen from here")}";
        return drive.AvailableFreeSpace < LeastBytes || share < LeastShare ? Check.Fail("disk", found, "free some space, or give it more") : Check.Pass("disk", found);
    }

    public static async Task<Check> HeadersAsync(CheckContext c)
    {
        var page = new Uri(c.Settings.Release().ReadyUrl, "/sign-in");
        using var http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { Timeout = TimeSpan.FromSeconds(5) };
        HttpResponseMessage answer;
        try
        {
            answer = await http.GetAsync(page, c.Run.Interrupted);
        }
        catch (HttpRequestException e)
        {
            return Check.CannotTell("security-headers", $"no web answers at {page.GetLeftPart(UriPartial.Authority)} ({e.Message})", "start it, or set Release__ReadyUrl to where it is");
        }

        using (answer)
        {
            string[] wanted = ["Content-Security-Policy", "X-Content-Type-Options", "Referrer-Policy"];
            var missing = wanted.Where(name => !answer.Headers.Contains(name)).ToList();
            if (!answer.IsSuccessStatusCode) return Check.Fail("security-headers", $"{page} answers {(int)answer.StatusCode}", "look at the log of the web process: nobody can sign in");
            if (answer.Headers.Contains("Server")) missing.Add("no Server header");
            return missing.Count > 0
                ? Check.Fail("security-headers", $"{page} lacks {string.Join(", ", missing)}", "look for a proxy that takes headers away, or for another program on this address")
                : Check.Pass("security-headers", $"{page} has them");
        }
    }
}
