using System.Net;
using System.Text.RegularExpressions;
using NUnit.Framework;

namespace AdaptiveOutbound.Tests.Access;

/// <summary>A browser without scripts: keeps cookies, follows no redirect, and sends forms with their token.</summary>
internal sealed partial class PageSession : IDisposable
{
    private readonly HttpClient _client;
    private string? _token;
    private string _form = "/sign-in"; // a page with a form: the token of one fits all of the same reader

    public PageSession(Uri address) => _client = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = address };

    /// <summary>Gets a page; of a stream of events its beginning only.</summary>
    public async Task<PageAnswer> GetAsync(string path)
    {
        using var response = await _client.GetAsync(path, HttpCompletionOption.ResponseHeadersRead);
        return await ReadAsync(response);
    }

    /// <summary>Gets the parts of an open page that change, as its script does.</summary>
    public async Task<PageAnswer> GetPartsAsync(string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path) { Headers = { { "X-Live", "1" } } };
        using var response = await _client.SendAsync(request);
        return await ReadAsync(response);
    }

    /// <summary>Opens what does not end by itself.</summary>
    public Task<HttpResponseMessage> OpenAsync(string path) => _client.GetAsync(path, HttpCompletionOption.ResponseHeadersRead);

    /// <summary>Sends a form with a token that is right.</summary>
    public async Task<PageAnswer> PostAsync(string path, params (string Name, string Value)[] fields)
    {
        _token ??= Token().Match((await GetAsync(_form)).Text).Groups[1].Value;
        using var form = new FormUrlEncodedContent([KeyValuePair.Create("__RequestVerificationToken", _token), .. fields.Select(field => KeyValuePair.Create(field.Name, field.Value))]);
        using var response = await _client.PostAsync(path, form);
        return await ReadAsync(response);
    }

    /// <summary>The same under another host's name.</summary>
    public Task<PageAnswer> PostAsAsync(string host, string path, params (string Name, string Value)[] fields)
    {
        _client.DefaultRequestHeaders.Host = host;
        return PostAsync(path, fields);
    }

    /// <summary>Sends a form of several parts, as browsers send files: token first, then the parts.</summary>
    public async Task<PageAnswer> PostPartsAsync(string path, bool withToken, params (string Name, string Value, string? File)[] parts)
    {
        _token ??= Token().Match((await GetAsync(_form)).Text).Groups[1].Value;
        using var form = new MultipartFormDataContent();
        if (withToken) form.Add(new StringContent(_token), "__RequestVerificationToken");
        foreach (var (name, value, file) in parts)
        {
            if (file is null) form.Add(new StringContent(value), name);
            else form.Add(new StringContent(value), name, file);
        }

        using var response = await _client.PostAsync(path, form);
        return await ReadAsync(response);
    }

    /// <summary>Whether it is signed in now.</summary>
    public async Task<bool> SignInAsync(string email, string password)
    {
        var answer = await PostAsync("/sign-in", ("Email", email), ("Password", password));
        Assert.That(answer.Status, Is.AnyOf(200, 302), answer.Text);
        if (answer.Status == 302) (_token, _form) = (null, "/account");
        return answer.Status == 302;
    }

    public void Dispose() => _client.Dispose();

    /// <summary>A page's text without the tokens of its forms, which differ in each answer.</summary>
    public static string WithoutTokens(string text) => Token().Replace(text, "");

    private static async Task<PageAnswer> ReadAsync(HttpResponseMessage response)
    {
        var isStream = response.Content.Headers.ContentType?.MediaType == "text/event-stream";
        var text = isStream ? "" : WebUtility.HtmlDecode(await response.Content.ReadAsStringAsync());
        return new PageAnswer((int)response.StatusCode, response.Headers.Location?.ToString(), text, response.Headers.TryGetValues("Set-Cookie", out var cookies) ? [.. cookies] : []);
    }

    [GeneratedRegex("name=\"__RequestVerificationToken\"[^>]*value=\"([^\"]+)\"")]
    private static partial Regex Token();
}

/// <summary>What a page answered, decoded, and the cookies that it set.</summary>
internal sealed record PageAnswer(int Status, string? Location, string Text, IReadOnlyList<string> Cookies);
