using System.Text.Json;

namespace AdaptiveOutbound.Web.Preflight;

/// <summary>Reads what is noted of a backup.</summary>
internal static class BackupNote
{
    /// <summary>Whether it was restored into a scratch database and compared.</summary>
    /// <param name="detail">JSON object.</param>
    public static bool IsVerified(string detail) =>
        JsonDocument.Parse(detail).RootElement.TryGetProperty("verified", out var verified) && verified.ValueKind == JsonValueKind.True;
}
