using System.Net;
using AdaptiveOutbound.Web.Hosting;

namespace AdaptiveOutbound.Web.Access;

/// <summary>
/// Where the links lead that people send each other: the set address. In development, without one, the address of this machine that a
/// request named; never another host's name, which whoever sends the request chooses.
/// </summary>
internal sealed class PublicAddress(OutboundHost host)
{
    /// <summary>The whole address of a path.</summary>
    public string Of(HttpRequest request, string path) =>
        (host.Settings is { PublicUrl: null, IsDevelopment: true } && IsOwn(request.Host) ? $"{request.Scheme}://{request.Host}" : host.Settings.LinkBase) + path;

    private static bool IsOwn(HostString named) => named.Host is "localhost" || (IPAddress.TryParse(named.Host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));
}
