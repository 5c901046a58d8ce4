using AdaptiveOutbound.Data.Users;

namespace AdaptiveOutbound.Jobs.Users;

/// <summary>Counts wrong passwords, and locks the account after <see cref="Most"/> in a row.</summary>
internal sealed class CountWrongPassword(UserRows rows, TimeProvider clock)
{
    /// <summary>The one that locks.</summary>
    public const int Most = 5;

    /// <summary>How long it is locked.</summary>
    public static readonly TimeSpan Locked = TimeSpan.FromMinutes(10);

    /// <summary>Counts one. Whoever goes away meanwhile is counted all the same.</summary>
    /// <param name="userId">Whose; null when nobody's is to be counted, which costs the same.</param>
    public Task ExecuteAsync(Guid? userId) => rows.CountFailureAsync(userId ?? Guid.Empty, Most, clock.GetUtcNow() + Locked, CancellationToken.None);
}
