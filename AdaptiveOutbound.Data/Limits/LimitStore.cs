using Npgsql;

namespace AdaptiveOutbound.Data.Limits;

/// <summary>Permits that were handed out, and when more will be free.</summary>
/// <param name="Granted">Calls that may leave now.</param>
/// <param name="NextAt">When enough permits for the rest will be free; not before this time is worth asking again.</param>
/// <param name="MinuteLimit">Calls per minute; null when unlimited.</param>
/// <param name="Learnt">Whether the provider's headers have told the limit; until then one call goes out at a time.</param>
/// <param name="Blocked">The provider answered 429: nothing leaves before <paramref name="NextAt"/>.</param>
/// <param name="LeasedAt">When they were leased, by the database's clock.</param>
public readonly record struct PermitLease(int Granted, DateTimeOffset NextAt, int? MinuteLimit, bool Blocked, bool Learnt, DateTimeOffset LeasedAt);

/// <summary>What the provider's headers said of one window; a null limit is a window without one.</summary>
public readonly record struct ObservedWindow(int? Limit, int? Used);

/// <summary>What the headers of one answer said.</summary>
/// <param name="Ago">Time since the call left: the headers speak of that time.</param>
public readonly record struct ObservedLimits(ObservedWindow Minute, ObservedWindow Hour, ObservedWindow Day, TimeSpan Ago);

/// <summary>One window of a limit.</summary>
/// <param name="Room">Calls that may leave in it now.</param>
public readonly record struct WindowRoom(TimeSpan Length, int Limit, int Room);

/// <summary>What a key may still ask of an endpoint.</summary>
/// <param name="Windows">Those that have a limit.</param>
/// <param name="BlockedFor">No call leaves for so long; zero when it may.</param>
public sealed record LimitRoom(IReadOnlyList<WindowRoom> Windows, TimeSpan BlockedFor);

/// <summary>The limit's statements: each is one function call, atomic under the row's lock.</summary>
internal sealed class LimitStore(NpgsqlDataSource app)
{
    /// <summary>Calls that may leave now in each window of a row of <c>rate_limits</c>; the widths are those of its functions.</summary>
    public const string MinuteRoom = "(outbound.window_room(minute_buckets, minute_counts, minute_limit, 0.25, 60.75, 0, now())).room";
    public const string HourRoom = "(outbound.window_room(hour_buckets, hour_counts, hour_limit, 15, 3600.75, 0, now())).room";
    public const string DayRoom = "(outbound.window_room(day_buckets, day_counts, day_limit, 300, 86400.75, 0, now())).room";

    /// <summary>Leases up to <paramref name="wanted"/> permits of a key at an endpoint. <paramref name="now"/> is for tests; null is the database's clock.</summary>
    public async Task<PermitLease> LeaseAsync(string fingerprint, string endpoint, int wanted, DateTimeOffset? now, CancellationToken cancellationToken)
    {
        var rows = await app.QueryAsync("SELECT granted, next_at, minute_limit, blocked, learnt, leased_at FROM outbound.lease_permits($1, $2, $3, $4)",
            r => new PermitLease(r.GetInt32(0), r.GetFieldValue<DateTimeOffset>(1), r.Nullable<int>(2), r.GetBoolean(3), r.GetBoolean(4), r.GetFieldValue<DateTimeOffset>(5)), cancellationToken,
            fingerprint, endpoint, wanted, Time(now));
        return rows[0];
    }

    /// <summary>What may leave now, without leasing it; null when the key has never asked there, so that its limit is not known.</summary>
    public async Task<LimitRoom?> RoomAsync(string fingerprint, string endpoint, CancellationToken cancellationToken)
    {
        var rows = await app.QueryAsync($"""
            SELECT minute_limit, {MinuteRoom}, hour_limit, {HourRoom}, day_limit, {DayRoom},
                   greatest(extract(epoch FROM blocked_until - now()), 0)::double precision
              FROM outbound.rate_limits WHERE fingerprint = $1 AND endpoint = $2 AND learnt_at IS NOT NULL
            """, r => new LimitRoom(
                [.. new[] { TimeSpan.FromMinutes(1), TimeSpan.FromHours(1), TimeSpan.FromDays(1) }.Index().Where(w => !r.IsDBNull(2 * w.Index))
                    .Select(w => new WindowRoom(w.Item, r.GetInt32(2 * w.Index), r.GetInt32((2 * w.Index) + 1)))],
                TimeSpan.FromSeconds(r.Nullable<double>(6) ?? 0)), cancellationToken, fingerprint, endpoint);
        return rows.SingleOrDefault();
    }

    /// <summary>Gives back permits that no call has used.</summary>
    public Task ReturnAsync(string fingerprint, string endpoint, int count, DateTimeOffset leasedAt, CancellationToken cancellationToken) =>
        app.ExecuteAsync("SELECT outbound.return_permits($1, $2, $3, $4)", cancellationToken, fingerprint, endpoint, count, leasedAt.ToUniversalTime());

    /// <summary>Takes over the limits that the provider's headers named.</summary>
    public Task ObserveAsync(string fingerprint, string endpoint, ObservedLimits limits, DateTimeOffset? now, CancellationToken cancellationToken) =>
        app.ExecuteAsync("SELECT outbound.observe_limits($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)", cancellationToken, fingerprint, endpoint,
            Number(limits.Minute.Limit), Number(limits.Minute.Used), Number(limits.Hour.Limit), Number(limits.Hour.Used),
            Number(limits.Day.Limit), Number(limits.Day.Used), limits.Ago.TotalSeconds, Time(now));

    /// <summary>After a 429: no call of this key leaves for this endpoint before <paramref name="until"/>.</summary>
    public Task BlockAsync(string fingerprint, string endpoint, DateTimeOffset until, CancellationToken cancellationToken) =>
        app.ExecuteAsync("UPDATE outbound.rate_limits SET blocked_until = greatest(blocked_until, $3) WHERE fingerprint = $1 AND endpoint = $2",
            cancellationToken, fingerprint, endpoint, until.ToUniversalTime());

    // PostgreSQL picks a function by its arguments' types: a NULL needs one.
    private static NpgsqlParameter Number(int? value) => new() { Value = (object?)value ?? DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Integer };
    private static NpgsqlParameter Time(DateTimeOffset? value) => new() { Value = (object?)value?.ToUniversalTime() ?? DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.TimestampTz };
}
