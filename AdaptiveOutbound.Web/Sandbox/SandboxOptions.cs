using System.ComponentModel.DataAnnotations;

namespace AdaptiveOutbound.Web.Sandbox;

/// <summary>How the sandbox behaves; section <c>Providers:Sandbox</c>. Everything it invents follows from <see cref="Seed"/> and the input.</summary>
public sealed class SandboxOptions
{
    /// <summary>The section of the configuration.</summary>
    public const string Section = "Providers:Sandbox";

    /// <summary>A key is accepted when it begins with this; at least 1 character, default <c>sandbox</c>.</summary>
    [Required]
    public string Key { get; set; } = "sandbox";

    /// <summary>Port on 127.0.0.1; default 0: any free one.</summary>
    [Range(0, 65_535)]
    public int Port { get; set; }

    /// <summary>Seed of the invented data and of the faults; default 1.</summary>
    public int Seed { get; set; } = 1;

    /// <summary>Share of companies and persons that are known: 0 to 1, default 0.8.</summary>
    [Range(0d, 1d)]
    public double MatchShare { get; set; } = 0.8;

    /// <summary>Time each answer takes: up to 1 h, default none.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00", ParseLimitsInInvariantCulture = true, ConvertValueInInvariantCulture = true)]
    public TimeSpan Latency { get; set; }

    /// <summary>Calls a minute, per key and endpoint, in a fixed window from the first call; default 1,000; null is no limit.</summary>
    [Range(1, int.MaxValue)]
    public int? LimitPerMinute { get; set; } = 1_000;

    /// <summary>Calls an hour; default null, no limit.</summary>
    [Range(1, int.MaxValue)]
    public int? LimitPerHour { get; set; }

    /// <summary>Calls in 24 hours; default null, no limit.</summary>
    [Range(1, int.MaxValue)]
    public int? LimitPerDay { get; set; }

    /// <summary>Credits a key has; then every paid call answers that they are used up. Default null, without end.</summary>
    [Range(1, int.MaxValue)]
    public int? CreditsPerKey { get; set; }

    /// <summary>Scope of the keys: whether they may call what tells usage and balance. Default true.</summary>
    public bool MayReadUsage { get; set; } = true;

    /// <summary>What goes wrong; default nothing.</summary>
    public SandboxFaults Faults { get; set; } = new();
}

/// <summary>Faults by share of the calls (0 to 1), drawn from the seed and the number of the call, so that a retry may get through.</summary>
public sealed class SandboxFaults
{
    /// <summary>429 although the limit is kept.</summary>
    [Range(0d, 1d)]
    public double RateLimited { get; set; }

    /// <summary>What <c>retry-after</c> says with a 429 of <see cref="RateLimited"/>: up to 1 h, default 1 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00", ParseLimitsInInvariantCulture = true, ConvertValueInInvariantCulture = true)]
    public TimeSpan RetryAfter { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>502 with a page in HTML.</summary>
    [Range(0d, 1d)]
    public double BadGateway { get; set; }

    /// <summary>200 with JSON that ends in its middle.</summary>
    [Range(0d, 1d)]
    public double Truncated { get; set; }

    /// <summary>200 with <see cref="OversizedBytes"/> of keywords.</summary>
    [Range(0d, 1d)]
    public double Oversized { get; set; }

    /// <summary>Size of an oversized answer: 1 byte to 256 MiB, default 10 MiB.</summary>
    [Range(1, 256 * 1024 * 1024)]
    public int OversizedBytes { get; set; } = 10 * 1024 * 1024;

    /// <summary>An answer after <see cref="SlowBy"/> only.</summary>
    [Range(0d, 1d)]
    public double Slow { get; set; }

    /// <summary>Up to 1 h, default 30 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00", ParseLimitsInInvariantCulture = true, ConvertValueInInvariantCulture = true)]
    public TimeSpan SlowBy { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>The connection is reset after the request was read (and charged).</summary>
    [Range(0d, 1d)]
    public double Reset { get; set; }

    /// <summary>Bulk rows in another order.</summary>
    [Range(0d, 1d)]
    public double Reordered { get; set; }

    /// <summary>A bulk answer without its last row.</summary>
    [Range(0d, 1d)]
    public double Shortened { get; set; }

    /// <summary>A bulk answer whose first row is null.</summary>
    [Range(0d, 1d)]
    public double NullRow { get; set; }

    /// <summary>A bulk answer that repeats its first row.</summary>
    [Range(0d, 1d)]
    public double Doubled { get; set; }

    /// <summary>Share of persons (not calls) whose address is the placeholder for a locked one.</summary>
    [Range(0d, 1d)]
    public double PlaceholderEmail { get; set; }

    /// <summary>Share of companies (not calls) that answer under another domain than the asked one.</summary>
    [Range(0d, 1d)]
    public double Redirected { get; set; }

    /// <summary>Whether bulk calls about persons consume 1.01 credits a person.</summary>
    public bool FractionalCredits { get; set; }

    /// <summary>A domain that makes a whole bulk call, or a single call for it, answer 422.</summary>
    public string? BadDomain { get; set; }
}
