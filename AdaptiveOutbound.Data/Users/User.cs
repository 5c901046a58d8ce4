using Microsoft.AspNetCore.Identity;

namespace AdaptiveOutbound.Data.Users;

/// <summary>A person who signs in. What they may do in a workspace says their <see cref="Members.WorkspaceMember"/>.</summary>
public sealed class User : IdentityUser<Guid>
{
    /// <summary>What others see: 1 to 100 characters.</summary>
    public required string Name { get; set; }

    /// <summary>May look after the installation: Hangfire's dashboard, lanes, metrics. Gives no right in a workspace.</summary>
    public bool IsOperator { get; set; }

    public required DateTimeOffset CreatedAt { get; init; }
}
