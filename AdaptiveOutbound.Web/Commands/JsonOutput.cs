using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace AdaptiveOutbound.Web.Commands;

/// <summary>Results as one line of JSON in camelCase.</summary>
internal static class JsonOutput
{
    /// <summary>Also of the API's answers.</summary>
    public static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) },
    };

    public static void WriteJson<T>(this CommandRun run, T result) => run.Out.WriteLine(JsonSerializer.Serialize(result, Options));
}
