namespace AdaptiveOutbound.Jobs.Providers.Apollo;

/// <summary>
/// Reads a body as it streams in, up to <paramref name="maxBytes"/>, and leaves the rest unread (which closes the connection):
/// no answer of a provider decides how much memory we use.
/// </summary>
internal sealed class CappedReadHandler(HttpMessageHandler inner, int maxBytes) : DelegatingHandler(inner)
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var call = WireCall.Of(request);
        request.Content = new WatchedContent(request.Content, call);
        var response = await base.SendAsync(request, cancellationToken);
        using var body = new MemoryStream();
        var cutShort = await ReadAsync(response, body, call, cancellationToken);
        call.Answer = new WireOutcome.Answered(
            (int)response.StatusCode, response.Content.Headers.ContentType?.MediaType ?? "", HeadersOf(response), body.ToArray(), cutShort);
        response.Content.Dispose();
        response.Content = new ByteArrayContent([]);
        return response;
    }

    private async Task<string?> ReadAsync(HttpResponseMessage response, MemoryStream body, WireCall call, CancellationToken ct)
    {
        const string TooLarge = "the answer is larger than allowed";
        if (response.Content.Headers.ContentLength > maxBytes) return TooLarge;
        try
        {
            await using var stream = await response.Content.ReadAsStreamAsync(ct);
            var buffer = new byte[16 * 1024];
            int read;
            while ((read = await stream.ReadAsync(buffer, ct)) > 0)
            {
                if (body.Length + read > maxBytes) return TooLarge;
                body.Write(buffer.AsSpan(0, read));
            }

            return null;
        }
        catch (OperationCanceledException) when (!call.CallerGaveUp)
        {
            return "the answer did not end in time";
        }
        catch (Exception e) when (e is IOException or HttpRequestException or InvalidDataException)
        {
            return "the connection broke within the answer";
        }
    }

    private static Dictionary<string, string> HeadersOf(HttpResponseMessage response)
    {
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, values) in response.Headers.NonValidated)
            headers.TryAdd(name, values.Count == 0 ? "" : values.ToString());
        return headers;
    }
}
