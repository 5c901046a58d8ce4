using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using AdaptiveOutbound.Jobs.Jobs;
using AdaptiveOutbound.Jobs.Lanes;
using AdaptiveOutbound.Web.Access;
using AdaptiveOutbound.Web.Api;

namespace AdaptiveOutbound.Web.Hosting;

/// <summary><c>/metrics</c> in Prometheus' text format, for operators and the bearer of <c>Host__MetricsToken</c>.</summary>
internal static class Metrics
{
    private const string MediaType = "text/plain; version=0.0.4; charset=utf-8";

    /// <summary>Counts requests from here on, by the class of their answer.</summary>
    public static void UseMetrics(this WebApplication app)
    {
        var counts = app.Services.GetRequiredService<RequestCounts>();
        app.Use(async (http, next) =>
        {
            try
            {
                await next(http);
            }
            finally
            {
                counts.Count(http.Response.StatusCode);
            }
        });
    }

    public static void MapMetrics(this WebApplication app, OutboundHost host)
    {
        var token = host.Settings.MetricsToken();
        app.MapGet("/metrics", async (HttpContext http, RequestCounts requests) => IsAllowed(http, token)
            ? Results.Text(await WriteAsync(host, requests, http.RequestAborted), MediaType)
            : Results.Text("Sign in as an operator, or send Host__MetricsToken as bearer token.\n", statusCode: StatusCodes.Status401Unauthorized));
    }

    /// <summary>Whether the reader is an operator.</summary>
    public static bool IsOperator(HttpContext http) => http.User.HasClaim(SignedIn.OperatorClaim, "true");

    private static bool IsAllowed(HttpContext http, string? token) => IsOperator(http)
        // Hashed, so that neither content nor length shows in the time that it takes.
        || (token is not null && ApiAccess.TokenOf(http) is { } given && CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(given)), SHA256.HashData(Encoding.UTF8.GetBytes(token))));

    private static async Task<string> WriteAsync(OutboundHost host, RequestCounts requests, CancellationToken cancellationToken)
    {
        var view = await host.Get<ReadLanes>().ExecuteAsync(cancellationToken);
        var (engine, text) = (view.Engine, new MetricsText());
        text.Gauge("outbound_workers", "Worker processes that are alive.", engine.Workers);
        text.Gauge("outbound_worker_slots", "Chunks that all workers can run at once.", engine.Slots);
        text.Gauge("outbound_lanes_waiting", "Lanes with due items.", engine.LanesWaiting);
        text.Gauge("outbound_backlog_items", "Due items, counted up to 100000.", engine.Backlog);
        text.Gauge("outbound_oldest_wait_seconds", "Age of the due item that waits longest.", view.Lanes is [{ } first, ..] ? Math.Max(0, (engine.Now - first.Oldest).TotalSeconds) : 0);
        text.Many("outbound_chunks", "Open chunks.", [("status=\"queued\"", engine.ChunksQueued), ("status=\"processing\"", engine.ChunksProcessing)]);
        text.Many("outbound_permits_left", "Permits left, of limited keys; at most 100 of them.",
            view.Limits.Where(l => l.Left is not null).Select(l => ($"key=\"{MetricsText.Escape(l.Fingerprint)}\",endpoint=\"{MetricsText.Escape(l.Endpoint)}\"", (double)l.Left!.Value)));
        text.Gauge("outbound_event_readers", "Open event streams of this process.", host.Get<JobEvents>().Readers);
        text.Many("outbound_http_responses_total", "Answers of this process.", requests.Read(), "counter");
        text.Gauge("process_resident_memory_bytes", "Memory of this process.", Environment.WorkingSet);
        text.Gauge("dotnet_gc_heap_bytes", "Managed memory of this process.", GC.GetTotalMemory(forceFullCollection: false));
        text.Many("dotnet_gc_collections_total", "Garbage collections of this process.",
            Enumerable.Range(0, GC.MaxGeneration + 1).Select(g => ($"generation=\"{g}\"", (double)GC.CollectionCount(g))), "counter");
        return text.ToString();
    }
}

/// <summary>Answers so far, by class of status. Safe for use by many threads.</summary>
internal sealed class RequestCounts
{
    private readonly long[] _classes = new long[5];

    public void Count(int status) => Interlocked.Increment(ref _classes[Math.Clamp(status / 100, 1, 5) - 1]);

    public IEnumerable<(string Labels, double Value)> Read() => _classes.Select((_, i) => ($"class=\"{i + 1}xx\"", (double)Interlocked.Read(ref _classes[i])));
}

/// <summary>Writes Prometheus' text format.</summary>
internal sealed class MetricsText
{
    private readonly StringBuilder _text = new();

    public void Gauge(string name, string help, double value) => Many(name, help, [("", value)]);

    public void Many(string name, string help, IEnumerable<(string Labels, double Value)> values, string type = "gauge")
    {
        _text.Append(CultureInfo.InvariantCulture, $"# HELP {name} {help}\n# TYPE {name} {type}\n");
        foreach (var (labels, value) in values)
            _text.Append(CultureInfo.InvariantCulture, $"{name}{(labels.Length > 0 ? $"{{{labels}}}" : "")} {value}\n");
    }

    /// <summary>A text as the value of a label.</summary>
    public static string Escape(string text) => text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);

    public override string ToString() => _text.ToString();
}
