using Npgsql;

namespace AdaptiveOutbound.Data.Limits;

/// <summary>Permits that were handed out, and when more will be free.</summary>
/// <param name="Granted">Calls that may leave now.</param>
/// <param name="NextAt">When enough permits for the rest will be free; not before this time is worth asking again.</param>
/// <param name="MinuteLimit">Calls per minute; null when unlimited.</param>
/// <param name="Learnt">Whether the provider's headers have told the limit; until then one call goes out at a time.</param>
/// <param name="Blocked">The provider answered 429: nothing leaves before <paramref name="NextAt"/>.</param>
public readonly record struct PermitLease(int Granted, DateTimeOffset NextAt, int? MinuteLimit, bool Blocked, bool Learnt);

/// <summary>What the provider's headers said of one window; a null limit is a window without one.</summary>
public readonly record struct ObservedWindow(int? Limit, int? Used);

/// <summary>The limit's statements: each is one function call, atomic under the row's lock.</summary>
internal sealed class LimitStore(NpgsqlDataSource app)
{
    /// <summary>Leases up to <paramref name="wanted"/> permits of a key at an endpoint. <paramref name="now"/> is for tests; null is the database's clock.</summary>
    public async Task<PermitLease> LeaseAsync(string fingerprint, string endpoint, int wanted, DateTimeOffset? now, CancellationToken cancellationToken)
    {
        var rows = await app.QueryAsync("SELECT granted, next_at, minute_limit, blocked, learnt FROM outbound.lease_permits($1, $2, $3, $4)",
            r => new PermitLease(r.GetInt32(0), r.GetFieldValue<DateTimeOffset>(1), r.Nullable<int>(2), r.GetBoolean(3), r.GetBoolean(4)), cancellationToken,
            fingerprint, endpoint, wanted, Time(now));
        return rows[0];
    }

    /// <summary>Takes over the limits that the provider's headers named.</summary>
    public Task ObserveAsync(string fingerprint, string endpoint, ObservedWindow minute, ObservedWindow hour, ObservedWindow day, DateTimeOffset? now, CancellationToken cancellationToken) =>
        app.ExecuteAsync("SELECT outbound.observe_limits($1, $2, $3, $4, $5, $6, $7, $8, $9)", cancellationToken, fingerprint, endpoint,
            Number(minute.Limit), Number(minute.Used), Number(hour.Limit), Number(hour.Used), Number(day.Limit), Number(day.Used), Time(now));

    /// <summary>After a 429: no call of this key leaves for this endpoint before <paramref name="until"/>.</summary>
    public Task BlockAsync(string fingerprint, string endpoint, DateTimeOffset until, CancellationToken cancellationToken) =>
        app.ExecuteAsync("UPDATE outbound.rate_limits SET blocked_until = greatest(blocked_until, $3) WHERE fingerprint = $1 AND endpoint = $2",
            cancellationToken, fingerprint, endpoint, until.ToUniversalTime());

    // PostgreSQL picks a function by its arguments' types: a NULL needs one.
    private static NpgsqlParameter Number(int? value) => new() { Value = (object?)value ?? DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Integer };
    private static NpgsqlParameter Time(DateTimeOffset? value) => new() { Value = (object?)value?.ToUniversalTime() ?? DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.TimestampTz };
}
