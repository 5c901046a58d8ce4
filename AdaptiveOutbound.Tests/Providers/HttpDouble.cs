using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace AdaptiveOutbound.Tests.Providers;

/// <summary>A programmed answer of <see cref="HttpDouble"/>.</summary>
internal sealed record Reply(int Status, string Body, string ContentType = "application/json", params (string Name, string Value)[] Headers)
{
    public static Reply Json(string body) => new(200, body);
}

/// <summary>What a request looked like when it arrived.</summary>
internal sealed record Seen(string Method, string Path, string Query, string Body, string Key);

/// <summary>A server on 127.0.0.1 that answers as the test says and remembers what it was asked.</summary>
internal sealed class HttpDouble : IAsyncDisposable
{
    private readonly WebApplication _app;

    private HttpDouble(WebApplication app) => _app = app;

    /// <summary>Answers by hand; else <see cref="Reply"/> is given.</summary>
    public Func<HttpContext, Seen, Task>? ByHand { get; set; }

    public Func<Seen, Reply> Reply { get; set; } = _ => Providers.Reply.Json("{}");

    public ConcurrentQueue<Seen> Requests { get; } = new();

    public Uri BaseUrl { get; private set; } = null!;

    public static async Task<HttpDouble> StartAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(1));
        var app = builder.Build();
        var running = new HttpDouble(app);
        app.Run(running.HandleAsync);
        await app.StartAsync();
        running.BaseUrl = new Uri(new Uri(app.Urls.Single()), "/api/v1");
        return running;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    private async Task HandleAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        var seen = new Seen(
            context.Request.Method, context.Request.Path.Value!["/api/v1/".Length..], context.Request.QueryString.Value ?? "",
            await reader.ReadToEndAsync(), context.Request.Headers["x-api-key"].ToString());
        Requests.Enqueue(seen);
        if (ByHand is { } byHand)
        {
            await byHand(context, seen);
            return;
        }

        var reply = Reply(seen);
        context.Response.StatusCode = reply.Status;
        context.Response.ContentType = reply.ContentType;
        foreach (var (name, value) in reply.Headers) context.Response.Headers[name] = value;
        await context.Response.WriteAsync(reply.Body);
    }
}
