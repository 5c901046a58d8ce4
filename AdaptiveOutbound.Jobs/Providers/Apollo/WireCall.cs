using RestSharp.Interceptors;

namespace AdaptiveOutbound.Jobs.Providers.Apollo;

/// <summary>
/// What one call learns on its way through the handlers. It travels in the options of the request, so calls of several
/// keys on one client share nothing.
/// </summary>
internal sealed class WireCall(CancellationToken caller) : Interceptor
{
    private readonly CancellationToken _caller = caller;

    /// <summary>Whether the request began to leave: set before its first byte.</summary>
    public bool Left { get; set; }

    /// <summary>The answer, as soon as its body was read as far as allowed.</summary>
    public WireOutcome.Answered? Answer { get; set; }

    public bool CallerGaveUp => _caller.IsCancellationRequested;

    /// <summary>The call that <paramref name="request"/> belongs to.</summary>
    public static WireCall Of(HttpRequestMessage request)
        => request.Options.TryGetValue(new HttpRequestOptionsKey<WireCall>(nameof(WireCall)), out var call)
            ? call
            : throw new InvalidOperationException("The request was not made by ApolloWire.");

    public override ValueTask BeforeHttpRequest(HttpRequestMessage requestMessage, CancellationToken cancellationToken)
    {
        requestMessage.Options.Set(new HttpRequestOptionsKey<WireCall>(nameof(WireCall)), this);
        return ValueTask.CompletedTask;
    }
}
