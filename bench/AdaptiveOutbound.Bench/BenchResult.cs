using System.Text.Json;
using System.Text.Json.Serialization;

namespace AdaptiveOutbound.Bench;

/// <summary>What the process under measurement found.</summary>
/// <param name="Value">In the bench's unit.</param>
/// <param name="MemoryMb">Its own peak resident set.</param>
/// <param name="Audit"><c>ok</c>, or what was lost or doubled.</param>
internal sealed record Measured(double Value, double MemoryMb, string Audit);

/// <summary>One line of output: one round of one bench.</summary>
/// <param name="Peers">What others did in the same round, in the same unit.</param>
/// <param name="Ratios">Value by peer's value.</param>
internal sealed record BenchLine(string Bench, int Round, double Value, string Unit, IReadOnlyDictionary<string, double> Peers,
    IReadOnlyDictionary<string, double> Ratios, double MemoryMb, string Audit);

[JsonSerializable(typeof(Measured))]
[JsonSerializable(typeof(BenchLine))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
internal sealed partial class BenchJson : JsonSerializerContext
{
    public static string Write(BenchLine line) => JsonSerializer.Serialize(line, Default.BenchLine);

    public static string Write(Measured measured) => JsonSerializer.Serialize(measured, Default.Measured);

    public static Measured Read(string json) =>
        JsonSerializer.Deserialize(json, Default.Measured) ?? throw new InvalidOperationException($"Not a result: {json}");
}
