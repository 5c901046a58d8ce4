using AdaptiveOutbound.Data.Limits;

namespace AdaptiveOutbound.Jobs.Limits;

/// <summary>How long a limit makes calls last.</summary>
internal static class TimeAtLimit
{
    /// <summary>What may leave now leaves at once; what is left takes a window for each time that it fills its limit, in the window that takes longest.</summary>
    public static TimeSpan Of(int calls, LimitRoom room) => calls == 0 ? TimeSpan.Zero : room.BlockedFor + room.Windows
        .Select(window => calls <= window.Room ? TimeSpan.Zero : window.Limit == 0 ? window.Length : (((calls - window.Room) + window.Limit - 1) / window.Limit) * window.Length)
        .DefaultIfEmpty(TimeSpan.Zero).Max();
}
