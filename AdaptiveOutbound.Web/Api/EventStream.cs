namespace AdaptiveOutbound.Web.Api;

/// <summary>Writes server-sent events, each at once. The writer waits for a slow reader; comments keep a quiet connection open.</summary>
internal sealed class EventStream(HttpResponse response, CancellationToken cancellationToken)
{
    public const string MediaType = "text/event-stream";

    /// <summary>Sends the headers, so that the reader knows that it is heard.</summary>
    public Task StartAsync()
    {
        response.ContentType = MediaType;
        response.Headers.CacheControl = "no-store";
        // A proxy that collects answers would hold events back.
        response.Headers["X-Accel-Buffering"] = "no";
        return response.Body.FlushAsync(cancellationToken);
    }

    /// <summary>Sends an event.</summary>
    /// <param name="name">What it is.</param>
    /// <param name="id">What a reader that comes back names as <c>Last-Event-ID</c>.</param>
    /// <param name="data">Its text; may have several lines.</param>
    public async Task SendAsync(string name, string id, string data)
    {
        var lines = data.ReplaceLineEndings("\n").Replace("\n", "\ndata: ", StringComparison.Ordinal);
        await response.WriteAsync($"event: {name}\nid: {id}\ndata: {lines}\n\n", cancellationToken);
        await response.Body.FlushAsync(cancellationToken);
    }

    /// <summary>Sends a comment, which readers pass over.</summary>
    public async Task CommentAsync(string text)
    {
        await response.WriteAsync($": {text}\n\n", cancellationToken);
        await response.Body.FlushAsync(cancellationToken);
    }
}
