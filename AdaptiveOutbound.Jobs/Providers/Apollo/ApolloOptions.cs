using System.ComponentModel.DataAnnotations;

namespace AdaptiveOutbound.Jobs.Providers.Apollo;

/// <summary>How Apollo is reached; section <c>Providers:Apollo</c>.</summary>
public sealed class ApolloOptions
{
    /// <summary>The section of the configuration.</summary>
    public const string Section = "Providers:Apollo";

    /// <summary>
    /// Base URL with the version path; default <c>https://api.apollo.io/api/v1</c>. HTTPS, or HTTP to this machine only,
    /// because the key travels in a header.
    /// </summary>
    [Required]
    public Uri BaseUrl { get; set; } = new("https://api.apollo.io/api/v1");

    /// <summary>Most time for one call, connecting and reading included: 100 ms to 28 s, default 20 s (a chunk ends at 29 s).</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:00:28", ParseLimitsInInvariantCulture = true, ConvertValueInInvariantCulture = true)]
    public TimeSpan TimeLimit { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>Most time to connect, TLS included: 100 ms to 28 s, default 10 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:00:28", ParseLimitsInInvariantCulture = true, ConvertValueInInvariantCulture = true)]
    public TimeSpan ConnectTimeLimit { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Most bytes read of one body, after decompression: 64 KiB to 64 MiB, default 8 MiB. What is larger is not read to its end.</summary>
    [Range(64 * 1024, 64 * 1024 * 1024)]
    public int MaxBodyBytes { get; set; } = 8 * 1024 * 1024;

    /// <summary>Most connections to the provider at once: 1 to 16,384, default 4,096.</summary>
    [Range(1, 16_384)]
    public int MaxConnections { get; set; } = 4_096;
}
