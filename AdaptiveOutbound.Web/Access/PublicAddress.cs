using AdaptiveOutbound.Web.Hosting;

namespace AdaptiveOutbound.Web.Access;

/// <summary>Where the links lead that people send each other: the set address, and only in development the one that a request named.</summary>
internal sealed class PublicAddress(OutboundHost host)
{
    /// <summary>The whole address of a path.</summary>
    public string Of(HttpRequest request, string path) =>
        (host.Settings is { PublicUrl: null, IsDevelopment: true } ? $"{request.Scheme}://{request.Host}" : host.Settings.LinkBase) + path;
}
