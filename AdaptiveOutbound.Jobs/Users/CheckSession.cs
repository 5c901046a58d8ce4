using AdaptiveOutbound.Data.Users;

namespace AdaptiveOutbound.Jobs.Users;

/// <summary>Says whether a session still holds, for what stays open longer than a request.</summary>
internal sealed class CheckSession(UserRows rows)
{
    /// <param name="stamp">The security stamp that the session began with.</param>
    public Task<bool> ExecuteAsync(Guid userId, string stamp, CancellationToken cancellationToken) => rows.HasStampAsync(userId, stamp, cancellationToken);
}
