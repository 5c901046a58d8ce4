using System.Net;

namespace AdaptiveOutbound.Jobs.Providers.Apollo;

/// <summary>
/// The body of a request that notes when it leaves: before that nothing was charged, after it a break is unclear. A GET
/// gets an empty one too: the handler below sends a request without a body a second time when a kept connection turns out to be
/// closed, and a lookup must leave once.
/// </summary>
internal sealed class WatchedContent : HttpContent
{
    private readonly HttpContent? _inner;
    private readonly WireCall _call;

    public WatchedContent(HttpContent? inner, WireCall call)
    {
        _inner = inner;
        _call = call;
        if (inner is null) return;
        foreach (var header in inner.Headers) Headers.TryAddWithoutValidation(header.Key, header.Value);
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        => SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        _call.Left = true;
        return _inner?.CopyToAsync(stream, context, cancellationToken) ?? Task.CompletedTask;
    }

    protected override bool TryComputeLength(out long length)
    {
        length = _inner?.Headers.ContentLength ?? 0;
        return true;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) _inner?.Dispose();
        base.Dispose(disposing);
    }
}
