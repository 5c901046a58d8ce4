using System.Net;
using RestSharp;

namespace AdaptiveOutbound.Jobs.Providers.Apollo;

/// <summary>
/// One shared client per base URL. It follows no redirect, keeps no cookie, takes no proxy from the environment and holds no
/// key: the key is a header of each request. Calls are counted by the caller; this class makes each exactly once.
/// </summary>
internal sealed class ApolloWire : IDisposable
{
    private readonly RestClient _client;
    private readonly ApolloOptions _options;
    private readonly TimeProvider _clock;

    public ApolloWire(Uri baseUrl, ApolloOptions options, TimeProvider clock)
    {
        _options = options;
        _clock = clock;
        _client = new RestClient(
            new CappedReadHandler(Sockets(options), options.MaxBodyBytes),
            disposeHandler: true,
            client =>
            {
                client.BaseUrl = baseUrl;
                client.FollowRedirects = false;
                client.Timeout = Timeout.InfiniteTimeSpan;
                client.UserAgent = "AdaptiveOutbound";
            });
    }

    /// <summary>Sends <paramref name="request"/> once.</summary>
    /// <exception cref="OperationCanceledException">The caller gave up.</exception>
    public async Task<WireOutcome> SendAsync(WireRequest request, ApiKey key, CancellationToken ct)
    {
        var call = new WireCall(ct);
        var rest = new RestRequest(request.Path, request.Json is null ? Method.Get : Method.Post) { Interceptors = [call] };
        rest.AddHeader("x-api-key", key.Reveal());
        rest.AddHeader("Cache-Control", "no-cache");
        rest.AddHeader("Accept", "application/json");
        if (request.Json is not null) rest.AddStringBody(request.Json, ContentType.Json);
        foreach (var (name, value) in request.Query) rest.AddQueryParameter(name, value);

        using var limit = new CancellationTokenSource(_options.TimeLimit, _clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, limit.Token);
        var error = await ExecuteAsync(rest, either.Token, ct);
        if (call.Answer is { } answer) return answer;
        ct.ThrowIfCancellationRequested();
        return new WireOutcome.Broke(call.Left, ReasonOf(call, limit.IsCancellationRequested, error));
    }

    // RestSharp answers most breaks as a value, but a time limit that strikes between headers and body comes as an exception.
    private async Task<Exception?> ExecuteAsync(RestRequest rest, CancellationToken either, CancellationToken caller)
    {
        try
        {
            return (await _client.ExecuteAsync(rest, either)).ErrorException;
        }
        catch (OperationCanceledException e) when (!caller.IsCancellationRequested)
        {
            return e;
        }
    }

    public void Dispose() => _client.Dispose();

    private string ReasonOf(WireCall call, bool late, Exception? error) => (call.Left, late, error) switch
    {
        (true, true, _) => $"The provider did not answer within {_options.TimeLimit.TotalSeconds:0.#} s.",
        (true, _, _) => "The connection broke before the provider answered.",
        (_, true, _) => $"No connection to the provider within {_options.TimeLimit.TotalSeconds:0.#} s.",
        (_, _, HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError }) => "The provider's name could not be resolved.",
        (_, _, HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError }) => "No secure connection to the provider: TLS failed.",
        _ => "No connection to the provider.",
    };

    private static SocketsHttpHandler Sockets(ApolloOptions options) => new()
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        UseProxy = false,
        ActivityHeadersPropagator = null,
        AutomaticDecompression = DecompressionMethods.All,
        MaxConnectionsPerServer = options.MaxConnections,
        ConnectTimeout = options.ConnectTimeLimit,
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        PooledConnectionIdleTimeout = TimeSpan.FromMinutes(1),
        MaxResponseHeadersLength = 64,
    };
}
