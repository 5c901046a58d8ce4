using Npgsql;

namespace AdaptiveOutbound.Data.Jobs;

/// <summary>Turns rows of <see cref="JobReadSql"/> into records; the order of the columns is that of the statements.</summary>
internal static class JobRows
{
    public static JobRow Read(NpgsqlDataReader r) => new()
    {
        Id = r.GetGuid(0), Type = r.GetString(1), Name = r.GetString(2), Queue = r.GetString(3), Priority = r.GetInt16(4), Status = r.GetString(5),
        Payload = r.GetString(6), Total = r.GetInt32(7), Processed = r.GetInt32(8), Failed = r.GetInt32(9), Enriched = r.GetInt32(10),
        NoMatch = r.GetInt32(11), Skipped = r.GetInt32(12), Unknown = r.GetInt32(13), Calls = r.GetInt32(14), CacheHits = r.GetInt32(15),
        Credits = r.GetDecimal(16), Attempts = r.GetInt16(17), MaxAttempts = r.GetInt16(18), ProgressMessage = r.Text(19), Result = r.Text(20),
        ErrorCode = r.Text(21), ErrorMessage = r.Text(22), OriginId = r.Nullable<Guid>(23), LeadsTo = r.Nullable<Guid>(24), CreatedBy = r.Text(25),
        CreatedAt = r.GetFieldValue<DateTimeOffset>(26), ScheduledFor = r.Nullable<DateTimeOffset>(27), StartedAt = r.Nullable<DateTimeOffset>(28),
        CompletedAt = r.Nullable<DateTimeOffset>(29), NextRetryAt = r.Nullable<DateTimeOffset>(30), Standing = ReadStanding(r), IsUndone = r.GetBoolean(39), OverBudget = r.GetBoolean(40),
    };

    private static JobStanding ReadStanding(NpgsqlDataReader r) => new(r.GetFieldValue<DateTimeOffset>(31), r.GetBoolean(32),
        r.Nullable<bool>(33) ?? false, r.Nullable<bool>(34) ?? false, r.Nullable<bool>(35) ?? false)
    {
        LaneRestsUntil = r.Nullable<DateTimeOffset>(36), LaneReason = r.Text(37), LaneMessage = r.Text(38), LaneIsPaused = r.Nullable<bool>(41) ?? false,
        RestsAfterRestore = r.Nullable<bool>(42) ?? false,
    };

    public static JobItemRow ReadItem(NpgsqlDataReader r) => new(r.GetGuid(0), r.Nullable<Guid>(1), r.Nullable<long>(2), (ItemState)r.GetInt16(3),
        (ItemOutcome?)r.Nullable<short>(4), r.GetInt16(5), r.Text(6), r.GetDecimal(7), r.Text(8), r.Text(9), r.Text(10),
        r.IsDBNull(11) || r.GetFieldValue<DateTime>(11) == DateTime.MaxValue ? null : r.GetFieldValue<DateTimeOffset>(11), r.Nullable<DateTimeOffset>(12));
}
