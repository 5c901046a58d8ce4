using System.Text.Json;

namespace AdaptiveOutbound.Data.Operations.Backups;

/// <summary>What an event of a restore keeps of it.</summary>
/// <param name="File">The backup's name, without its folder.</param>
/// <param name="Sha256">Of the backup.</param>
/// <param name="TakenAt">When it was made, by its database's clock.</param>
/// <param name="Environment">Whose backup it was.</param>
internal sealed record RestoreDetail(string File, string Sha256, DateTimeOffset TakenAt, string Environment, long Rows, HeldThings Held);

/// <summary>Reads and writes <c>detail</c> of a restore's event.</summary>
internal static class HeldThingsJson
{
    private static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    public static string Write(RestoreDetail detail) => JsonSerializer.Serialize(detail, Json);

    public static RestoreDetail Detail(string json) => JsonSerializer.Deserialize<RestoreDetail>(json, Json) ?? throw new JsonException("An event of a restore is empty.");

    public static HeldThings Read(string json) => Detail(json).Held;
}
