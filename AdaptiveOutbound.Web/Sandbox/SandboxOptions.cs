namespace AdaptiveOutbound.Web.Sandbox;

/// <summary>How the sandbox behaves; section <c>Sandbox</c>. Everything it invents follows from <see cref="Seed"/> and the input.</summary>
public sealed class SandboxOptions
{
    /// <summary>The section of the configuration.</summary>
    public const string Section = "Sandbox";

    /// <summary>A key is accepted when it begins with this; default <c>sandbox</c>.</summary>
    public string Key { get; set; } = "sandbox";

    /// <summary>Port on 127.0.0.1; default 0: any free one.</summary>
    public int Port { get; set; }

    /// <summary>Seed of the invented data and of the faults; default 1.</summary>
    public int Seed { get; set; } = 1;

    /// <summary>Share of companies and persons that are known: 0 to 1, default 0.8.</summary>
    public double MatchShare { get; set; } = 0.8;

    /// <summary>Time each answer takes; default none.</summary>
    public TimeSpan Latency { get; set; }

    /// <summary>Calls a minute, per key and endpoint, in a fixed window from the first call; default 1,000; null is no limit.</summary>
    public int? LimitPerMinute { get; set; } = 1_000;

    /// <summary>Calls an hour; default null, no limit.</summary>
    public int? LimitPerHour { get; set; }

    /// <summary>Calls in 24 hours; default null, no limit.</summary>
    public int? LimitPerDay { get; set; }

    /// <summary>Credits a key has; then every paid call answers that they are used up. Default null, without end.</summary>
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
    public double RateLimited { get; set; }

    /// <summary>What <c>retry-after</c> says with a 429 of <see cref="RateLimited"/>; default 1 s.</summary>
    public TimeSpan RetryAfter { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>502 with a page in HTML.</summary>
    public double BadGateway { get; set; }

    /// <summary>200 with JSON that ends in its middle.</summary>
    public double Truncated { get; set; }

    /// <summary>200 with <see cref="OversizedBytes"/> of keywords.</summary>
    public double Oversized { get; set; }

    /// <summary>Size of an oversized answer; default 10 MiB.</summary>
    public int OversizedBytes { get; set; } = 10 * 1024 * 1024;

    /// <summary>An answer after <see cref="SlowBy"/> only.</summary>
    public double Slow { get; set; }

    /// <summary>Default 30 s.</summary>
    public TimeSpan SlowBy { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>The connection is reset after the request was read (and charged).</summary>
    public double Reset { get; set; }

    /// <summary>Bulk rows in another order.</summary>
    public double Reordered { get; set; }

    /// <summary>A bulk answer without its last row.</summary>
    public double Shortened { get; set; }

    /// <summary>A bulk answer whose first row is null.</summary>
    public double NullRow { get; set; }

    /// <summary>A bulk answer that repeats its first row.</summary>
    public double Doubled { get; set; }

    /// <summary>Share of persons (not calls) whose address is the placeholder for a locked one.</summary>
    public double PlaceholderEmail { get; set; }

    /// <summary>Share of companies (not calls) that answer under another domain than the asked one.</summary>
    public double Redirected { get; set; }

    /// <summary>Whether bulk calls about persons consume 1.01 credits a person.</summary>
    public bool FractionalCredits { get; set; }

    /// <summary>A domain that makes a whole bulk call, or a single call for it, answer 422.</summary>
    public string? BadDomain { get; set; }
}
