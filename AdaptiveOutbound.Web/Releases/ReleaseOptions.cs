using System.ComponentModel.DataAnnotations;

namespace AdaptiveOutbound.Web.Releases;

/// <summary>How releases are put in place on this host. Read by <c>deploy/release</c> and <c>rollback</c> only.</summary>
internal sealed record ReleaseOptions
{
    public const string Section = "Release";

    /// <summary>systemd units that run the product, separated by spaces. Default <c>outbound-web outbound-worker@1</c>.</summary>
    public IReadOnlyList<string> Units { get; init; } = ["outbound-web", "outbound-worker@1"];

    /// <summary>Where the web process says that it is ready. Default: <c>/health/ready</c> of the first address of <c>ASPNETCORE_URLS</c>.</summary>
    public Uri ReadyUrl { get; init; } = new("http://localhost:5080/health/ready");

    /// <summary>How long the new release may take to be ready, in seconds: 5 to 600, default 60.</summary>
    [Range(5, 600)]
    public int ReadySeconds { get; init; } = 60;

    /// <summary>How many releases, and backups made by releases, stay: 2 to 50, default 3.</summary>
    [Range(2, 50)]
    public int Keep { get; init; } = 3;
}
