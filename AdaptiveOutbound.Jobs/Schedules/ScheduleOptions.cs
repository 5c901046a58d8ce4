using System.Buffers.Binary;

namespace AdaptiveOutbound.Jobs.Schedules;

/// <summary>How schedules of an installation run.</summary>
internal sealed class ScheduleOptions
{
    /// <summary>Over how long schedules that name the same minute are spread: 0 to 1 h, default 5 min.</summary>
    public TimeSpan Spread { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>A schedule's share of the spread, in whole seconds: the same at each run.</summary>
    public TimeSpan OffsetOf(Guid schedule)
    {
        Span<byte> bytes = stackalloc byte[16];
        schedule.TryWriteBytes(bytes);
        // The first half of an id is the time at which it was made; the second is random.
        return Spread < TimeSpan.FromSeconds(1) ? TimeSpan.Zero : TimeSpan.FromSeconds(BinaryPrimitives.ReadUInt64LittleEndian(bytes[8..]) % (ulong)Spread.TotalSeconds);
    }
}
