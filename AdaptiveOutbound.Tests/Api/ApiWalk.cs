using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using NUnit.Framework;

namespace AdaptiveOutbound.Tests.Api;

/// <summary>All routes that a served program describes, and for each path the id of something that is there for the token.</summary>
internal sealed partial class ApiWalk(ServedProgram api, JsonElement document, string token)
{
    /// <summary>Ids of what a fixture has made, by the path that needs one. Lists are asked for others.</summary>
    private readonly Dictionary<string, string> _ids = [];

    public JsonElement Document => document;

    public IReadOnlyList<DescribedRoute> Routes { get; } =
    [
        .. from path in document.GetProperty("paths").EnumerateObject()
           from operation in path.Value.EnumerateObject()
           select new DescribedRoute(path.Name, operation.Name, operation.Value),
    ];

    /// <summary>Reads the description; ids are found with this token.</summary>
    public static async Task<ApiWalk> ReadAsync(ServedProgram api, string token) => new(api, (await api.GetAsync(null, "/openapi/v1.json")).Json, token);

    /// <summary>Notes the ids of an import, its enrichment and export, a contact and a schedule, and the provider of keys.</summary>
    public async Task KnowAsync(string import, string provider = "sandbox")
    {
        _ids["/api/v1/jobs/{id}"] = _ids["/api/v1/imports/{id}"] = import;
        _ids["/api/v1/exports/{jobId}"] = (await api.GetAsync(token, "/api/v1/jobs?type=export_data")).Json.GetProperty("data")[0].GetProperty("id").GetString()!;
        _ids["/api/v1/jobs/{id}/revert"] = (await api.GetAsync(token, "/api/v1/jobs?type=enrich_accounts")).Json.GetProperty("data")[0].GetProperty("id").GetString()!;
        _ids["/api/v1/workspace/keys/{provider}"] = provider;
        await api.SendJsonAsync(token, HttpMethod.Post, "/api/v1/contacts", """[{"fields":{"email":"ida@company-1.example"}},{"fields":{"email":"max@company-2.example"}}]""");
        await api.SendJsonAsync(token, HttpMethod.Post, "/api/v1/schedules", """{"name":"Yearly","cron":"0 0 1 1 *","type":"enrich_contacts","provider":"sandbox"}""");
    }

    /// <summary>The path with ids of nothing.</summary>
    public static string Unknown(string path) => Placeholder().Replace(path, m => m.Value == "{provider}" ? "sandbox" : Guid.Empty.ToString());

    /// <summary>The path with the id of something that is there.</summary>
    public async Task<string> KnownAsync(string path)
    {
        if (Placeholder().Match(path) is not { Success: true } hole) return path;
        var until = path[..(hole.Index + hole.Length)];
        if (!_ids.TryGetValue(path, out var id) && !_ids.TryGetValue(until, out id))
        {
            var list = await api.GetAsync(token, path[..hole.Index].TrimEnd('/'));
            Assert.That(list.Status == 200 && list.Json.TryGetProperty("data", out var data) && data.GetArrayLength() > 0, Is.True, $"The walk knows no id for {until}: make one in the fixture and note it in ApiWalk.KnowAsync");
            id = _ids[until] = list.Json.GetProperty("data")[0].GetProperty("id").ToString();
        }

        return path.Replace(until, until[..hole.Index] + id, StringComparison.Ordinal);
    }

    /// <summary>Sends a request to the route; the answer's body may still come, as that of a stream.</summary>
    /// <param name="body">JSON; null for none.</param>
    public Task<HttpResponseMessage> SendAsync(DescribedRoute route, string? bearer, string path, string? body = null, string? ifMatch = null)
    {
        var request = new HttpRequestMessage(new HttpMethod(route.Method.ToUpperInvariant()), path);
        if (bearer is not null) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", bearer);
        if (ifMatch is not null) request.Headers.TryAddWithoutValidation("If-Match", ifMatch);
        if (body is not null) request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        return api.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
    }

    [GeneratedRegex(@"\{[a-zA-Z]+\}")]
    private static partial Regex Placeholder();
}
