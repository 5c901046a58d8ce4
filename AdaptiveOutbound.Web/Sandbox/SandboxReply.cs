using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace AdaptiveOutbound.Web.Sandbox;

/// <summary>A finished answer of the sandbox.</summary>
internal sealed record SandboxReply(int Status, string ContentType, ReadOnlyMemory<byte> Body, TimeSpan? RetryAfter = null)
{
    public static SandboxReply Json(int status, Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>(4_096);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }

        return new SandboxReply(status, "application/json; charset=utf-8", buffer.WrittenMemory);
    }

    public static SandboxReply Text(int status, string contentType, string text) => new(status, contentType, Encoding.UTF8.GetBytes(text));

    public static SandboxReply BadKey { get; } = Text(401, "text/plain; charset=utf-8", "Invalid access credentials.");

    public static SandboxReply BadGateway { get; } = Text(
        502, "text/html", "<html><head><title>502 Bad Gateway</title></head><body><center><h1>502 Bad Gateway</h1></center></body></html>");

    public static SandboxReply Failed(int status, string code, string message) => Json(status, json =>
    {
        json.WriteString("status", "failed");
        json.WriteString("error_code", code);
        json.WriteString("error_message", message);
    });

    public static SandboxReply Error(int status, string error, string? code = null) => Json(status, json =>
    {
        json.WriteString("error", error);
        if (code is not null) json.WriteString("error_code", code);
    });

    public static SandboxReply TooMany(string path, string allowed, TimeSpan wait) => Json(429, json =>
        json.WriteString("message", $"The maximum number of api calls allowed for api/v1/{path} is {allowed}. Please upgrade your plan."))
        with { RetryAfter = wait };

    public static SandboxReply OutOfCredits(DateTimeOffset billing) => Json(422, json =>
    {
        json.WriteString("error", "You have insufficient credits! <a href=\"https://app.invalid/upgrade\">Upgrade your plan</a>");
        json.WriteStartObject("error_details");
        json.WriteString("code", "BILLING.LIMIT.CREDITS_EXHAUSTED");
        json.WriteString("message", "Insufficient lead credits.");
        json.WriteStartObject("context");
        json.WriteStartObject("next_billing_date");
        json.WriteString("value", billing.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndObject();
    });

    /// <summary>A valid answer of <paramref name="bytes"/>, nearly all of it keywords.</summary>
    public static SandboxReply Oversized(int bytes)
    {
        const string Word = "\"an invented keyword\",";
        var body = new StringBuilder("{\"organization\":{\"id\":\"0\",\"keywords\":[", bytes + 64);
        while (body.Length < bytes) body.Append(Word);
        return Text(200, "application/json", body.Append("\"end\"]}}").ToString());
    }
}
