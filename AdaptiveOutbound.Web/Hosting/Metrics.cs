using System.Security.Cryptography;
using System.Text;
using AdaptiveOutbound.Web.Access;
using AdaptiveOutbound.Web.Api;
using AdaptiveOutbound.Web.Monitoring;

namespace AdaptiveOutbound.Web.Hosting;

/// <summary><c>/metrics</c> in Prometheus' text format, for operators and the bearer of <c>Host__MetricsToken</c>.</summary>
internal static class Metrics
{
    /// <summary>Counts requests from here on, by the class of their answer.</summary>
    public static void UseMetrics(this WebApplication app, ProcessMonitor monitor) => app.Use(async (http, next) =>
    {
        try
        {
            await next(http);
        }
        finally
        {
            monitor.Process.Count(http.Response.StatusCode);
        }
    });

    public static void MapMetrics(this WebApplication app, HostSettings settings, ProcessMonitor monitor)
    {
        var token = settings.MetricsToken();
        app.MapGet("/metrics", (Delegate)(async (HttpContext http) => IsAllowed(http, token)
            ? Results.Text(await monitor.ScrapeAsync(http.RequestAborted), PrometheusText.MediaType)
            : Results.Text("Sign in as an operator, or send Host__MetricsToken as bearer token.\n", statusCode: StatusCodes.Status401Unauthorized))).DisableHttpMetrics();
    }

    /// <summary>Whether the reader is an operator.</summary>
    public static bool IsOperator(HttpContext http) => http.User.HasClaim(SignedIn.OperatorClaim, "true");

    private static bool IsAllowed(HttpContext http, string? token) => IsOperator(http)
        // Hashed, so that neither content nor length shows in the time that it takes.
        || (token is not null && ApiAccess.TokenOf(http) is { } given && CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(given)), SHA256.HashData(Encoding.UTF8.GetBytes(token))));
}
