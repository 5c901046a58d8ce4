using System.Net;
using Microsoft.AspNetCore.HttpOverrides;
using IPNetwork = System.Net.IPNetwork;

namespace AdaptiveOutbound.Web.Hosting;

/// <summary>
/// Whom requests come from when proxies stand before the server. Only those that are listed are believed; without a list nobody is.
/// The Host header is never taken from them: links and passkeys use <c>Host:PublicUrl</c>.
/// </summary>
internal static class TrustedProxies
{
    /// <summary>Reads <c>Host:TrustedProxies</c>: addresses and networks, parted by commas.</summary>
    /// <exception cref="HostRefusedException">Names the first one that is neither.</exception>
    public static IReadOnlyList<IPNetwork> Parse(string? text) =>
        [.. (text ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(Network)];

    /// <summary>Takes address and scheme of a request from what a listed proxy says of it.</summary>
    public static void UseTrustedProxies(this IApplicationBuilder app, HostSettings settings)
    {
        var trusted = Parse(settings.Configuration["Host:TrustedProxies"]);
        if (trusted.Count == 0) return;
        // As many steps back as proxies are known; the first one that is not is the client.
        var options = new ForwardedHeadersOptions { ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto, ForwardLimit = null };
        options.KnownProxies.Clear();
        options.KnownIPNetworks.Clear();
        foreach (var network in trusted) options.KnownIPNetworks.Add(network);
        app.UseForwardedHeaders(options);
    }

    private static IPNetwork Network(string text)
    {
        if (IPAddress.TryParse(text, out var address)) return new IPNetwork(address, address.GetAddressBytes().Length * 8);
        return IPNetwork.TryParse(text, out var network) ? network
            : throw new HostRefusedException($"Host__TrustedProxies has {text}: each part must be an address such as 10.0.0.7 or a network such as 10.0.0.0/24.");
    }
}
