using Npgsql;

namespace AdaptiveOutbound.Data.Users;

/// <summary>The statements of users beside Identity's own stores.</summary>
internal sealed class UserRows(NpgsqlDataSource app)
{
    /// <summary>
    /// Counts a wrong password; the last of <paramref name="most"/> locks the account and counts anew. Tries that come at once count each.
    /// With an id that is nobody's it is the same statement, and changes no row.
    /// </summary>
    public Task CountFailureAsync(Guid userId, int most, DateTimeOffset lockedUntil, CancellationToken cancellationToken) => app.ExecuteAsync("""
        UPDATE outbound.users SET access_failed_count = CASE WHEN access_failed_count + 1 < $2 THEN access_failed_count + 1 ELSE 0 END,
               lockout_end = CASE WHEN access_failed_count + 1 < $2 THEN lockout_end ELSE $3 END
         WHERE id = $1
        """, cancellationToken, userId, most, lockedUntil.ToUniversalTime());

    /// <summary>Whether the user's sessions with this stamp still hold: it changes when they sign out everywhere, and with their password.</summary>
    public async Task<bool> HasStampAsync(Guid userId, string stamp, CancellationToken cancellationToken) => (await app.QueryAsync(
        "SELECT EXISTS (SELECT FROM outbound.users WHERE id = $1 AND security_stamp = $2)", r => r.GetBoolean(0), cancellationToken, userId, stamp))[0];
}
