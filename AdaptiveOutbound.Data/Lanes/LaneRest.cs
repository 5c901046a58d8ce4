namespace AdaptiveOutbound.Data.Lanes;

/// <summary>How a lane's rest ends before its time.</summary>
internal static class LaneRest
{
    /// <summary>The columns of a lane that does not rest; for a <c>SET</c>.</summary>
    public const string Over = "waiting_until = NULL, waiting_reason = NULL, waiting_message = NULL, wait_count = 0";

    /// <summary>Reasons that a person may have settled: what such a lane waited for is worth a try.</summary>
    public static string[] Fixable { get; } = ["key", "provider_credits", "provider_down", "budget"];

    /// <summary>$1 lanes, $2 reasons.</summary>
    public const string End = $"UPDATE outbound.lanes SET {Over} WHERE id = ANY ($1) AND waiting_reason = ANY ($2)";
}
