using System.Text.Json;

namespace AdaptiveOutbound.Web.Sandbox;

/// <summary>Health, usage and balance of a key, and the call log.</summary>
internal sealed class SandboxFreeCalls(SandboxOptions options, SandboxCallLog log, SandboxKeys keys)
{
    /// <summary>Answers what costs nothing and asks for no record.</summary>
    public SandboxReply Answer(string path, string key, bool known)
    {
        if (path == "auth/health") // answers 200 to a bad key too
        {
            log.Add(path, keys.HashOf(key), 0);
            return SandboxReply.Json(200, json =>
            {
                json.WriteBoolean("healthy", true);
                json.WriteBoolean("is_logged_in", known);
            });
        }

        if (path is not ("usage_stats/api_usage_stats" or "users/api_profile")) return SandboxReply.Error(404, "Not found");
        log.Add(path, keys.HashOf(key), 0);
        if (!known) return SandboxReply.BadKey;
        if (!options.MayReadUsage)
            return SandboxReply.Error(403, $"This API key is not authorized to access api/v1/{path}.", "API_INACCESSIBLE");
        return SandboxReply.Json(200, json =>
        {
            if (path == "users/api_profile") json.WriteNumber("num_credits_remaining", options.CreditsPerKey - keys.Spent(key) ?? 100_000);
            else WriteUsage(json);
        });
    }

    private void WriteUsage(Utf8JsonWriter json)
    {
        foreach (var path in SandboxRequest.Paths)
        {
            var parts = path.Split('/');
            json.WriteStartObject($"[\"api/v1/{parts[0]}\", \"{parts[1]}\"]");
            json.WriteStartObject("minute");
            json.WriteNumber("limit", options.LimitPerMinute ?? 0);
            json.WriteEndObject();
            json.WriteEndObject();
        }
    }

    /// <summary>The call log, summed up.</summary>
    public SandboxReply Summary() => SandboxReply.Json(200, json =>
    {
        json.WriteNumber("limited", log.Limited);
        json.WriteNumber("mostInFlight", log.MostInFlight);
        json.WriteStartObject("paths");
        foreach (var (path, seen) in log.Summary())
        {
            json.WriteStartObject(path);
            json.WriteNumber("calls", seen.Calls);
            json.WriteNumber("questions", seen.Questions);
            json.WriteNumber("maxInAnyMinute", seen.MaxInAnyMinute);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    });
}
