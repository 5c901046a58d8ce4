using System.Collections.Concurrent;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace AdaptiveOutbound.Tests.Monitoring;

/// <summary>A collector on 127.0.0.1 that keeps what it is sent over OTLP (HTTP, protobuf).</summary>
internal sealed class OtlpCollector : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<(string Path, byte[] Body)> _sent = new();

    private OtlpCollector(WebApplication app) => _app = app;

    public string Url => _app.Urls.Single();

    public IReadOnlyList<SentSpan> Spans => [.. _sent.Where(s => s.Path == "/v1/traces").SelectMany(s => SentSpan.Read(s.Body))];

    /// <summary>Whether metrics came in which this word stands.</summary>
    public bool HasMetric(string name) => _sent.Any(s => s.Path == "/v1/metrics" && Encoding.Latin1.GetString(s.Body).Contains(name, StringComparison.Ordinal));

    /// <summary>Everything that was sent, byte by byte.</summary>
    public string Text => string.Concat(_sent.Select(s => Encoding.Latin1.GetString(s.Body)));

    public static async Task<OtlpCollector> StartAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(1));
        var app = builder.Build();
        var collector = new OtlpCollector(app);
        app.Run(collector.TakeAsync);
        await app.StartAsync();
        return collector;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    private async Task TakeAsync(HttpContext http)
    {
        using var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body);
        _sent.Enqueue((http.Request.Path.Value!, body.ToArray()));
        http.Response.ContentType = "application/x-protobuf";
    }
}
