using System.Security.Cryptography;
using System.Text;
using System.Threading.RateLimiting;
using AdaptiveOutbound.Web.Hosting;
using Microsoft.AspNetCore.RateLimiting;

namespace AdaptiveOutbound.Web.Api;

/// <summary>
/// How many requests of the API a token may make: counted in a sliding minute, before the database is asked. Requests without a token
/// are counted by address. Each process counts for itself.
/// </summary>
internal static class RequestLimit
{
    private const int Segments = 6;
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    public static IServiceCollection AddRequestLimit(this IServiceCollection services, HostSettings settings)
    {
        var limit = new SlidingWindowRateLimiterOptions { PermitLimit = settings.RequestsPerMinute(), Window = Window, SegmentsPerWindow = Segments, QueueLimit = 0 };
        return services.AddRateLimiter(options =>
        {
            options.GlobalLimiter = PartitionedRateLimiter.Create<HttpContext, string>(http => OutboundApi.Serves(http)
                ? RateLimitPartition.GetSlidingWindowLimiter(CountedAs(http), _ => limit)
                : RateLimitPartition.GetNoLimiter(""));
            options.OnRejected = (context, _) => new ValueTask(RefuseAsync(context, limit.PermitLimit));
        });
    }

    private static string CountedAs(HttpContext http) => ApiAccess.TokenOf(http) is { } token
        // Not the token itself: what counts stays in memory for a while.
        ? Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(token)))
        : http.Connection.RemoteIpAddress?.ToString() ?? "unknown";

    private static Task RefuseAsync(OnRejectedContext context, int limit)
    {
        var wait = context.Lease.TryGetMetadata(MetadataName.RetryAfter, out var after) ? after : Window / Segments;
        var seconds = Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds));
        context.HttpContext.Response.Headers.RetryAfter = $"{seconds}";
        context.HttpContext.Response.Headers.CacheControl = "no-store";
        return Problem.Of(StatusCodes.Status429TooManyRequests, "too_many_requests",
            $"A token may make {limit} requests a minute: try again in {seconds} s.").ExecuteAsync(context.HttpContext);
    }
}
