using System.Diagnostics;
using System.Net;
using System.Text.RegularExpressions;
using AdaptiveOutbound.Tests.Commands;
using NUnit.Framework;

namespace AdaptiveOutbound.Tests.Hosting;

/// <summary>A server of another environment than Development, behind a proxy that ends TLS, from its first start to its first user, with all that it says.</summary>
internal sealed partial class PreviewTests : CommandFixture
{
    private const string PublicUrl = "https://outbound.example";
    private readonly List<string> _cookies = [];
    private string _said = "";
    private string _code = "";
    private int _failed;
    private HttpStatusCode _made;

    [OneTimeSetUp]
    public async Task ServeOnceAsync()
    {
        SetUpProgram();
        await RunSqlAsync("UPDATE outbound.deployment SET environment = 'Preview'");
        Program.Environment["ASPNETCORE_ENVIRONMENT"] = "Preview";
        Program.Environment["Host__PublicUrl"] = PublicUrl;
        using var process = Program.Start("serve", "--verbose", "--roles", "web", "--urls", "http://127.0.0.1:0");
        var address = "";
        while (_code.Length == 0 && await process.StandardError.ReadLineAsync() is { } line)
        {
            _said += line + "\n";
            if (Address().Match(line) is { Success: true } listening) address = listening.Value;
            if (Link().Match(line) is { Success: true } link) _code = link.Groups[1].Value;
        }

        var rest = process.StandardError.ReadToEndAsync();
        using (var client = new HttpClient(new HttpClientHandler { UseCookies = false, AllowAutoRedirect = false }) { BaseAddress = new Uri(address) }) await SetUpAsync(client);
        using (var kill = Process.Start("kill", ["-TERM", $"{process.Id}"])) await kill.WaitForExitAsync();
        await process.WaitForExitAsync();
        _said += await rest + await process.StandardOutput.ReadToEndAsync();
    }

    [Test]
    public void The_session_has_a_cookie_that_goes_to_this_host_by_https_only()
    {
        Assert.That(_made, Is.EqualTo(HttpStatusCode.Redirect), "the first user is made and signed in");
        Assert.That(PartsOf("__Host-outbound"), Is.EquivalentTo(new[] { "path=/", "secure", "samesite=lax", "httponly" }));
    }

    [Test]
    public void So_has_a_form() => Assert.That(PartsOf("__Host-outbound-form"), Is.EquivalentTo(new[] { "path=/", "secure", "samesite=lax", "httponly" }));

    [Test]
    public void The_code_of_the_set_up_link_is_printed_once_and_logged_never()
    {
        Assert.That(_said, Does.Contain("\"level\":\"error\""), "the log tells of the request that failed");
        Assert.That(_failed, Is.GreaterThanOrEqualTo(500));
        Assert.That(_said.Split(_code), Has.Length.EqualTo(2), _said.Replace(_code, "(code)", StringComparison.Ordinal));
        Assert.That(_said, Does.Contain($"{PublicUrl}/setup?code={_code}"));
    }

    // Opens the link, also while the database fails, and makes the first user with it.
    private async Task SetUpAsync(HttpClient client)
    {
        await RunSqlAsync("ALTER TABLE outbound.users RENAME TO users_away");
        using (var failed = await client.GetAsync($"/setup?code={_code}")) _failed = (int)failed.StatusCode;
        await RunSqlAsync("ALTER TABLE outbound.users_away RENAME TO users");
        using var page = await client.GetAsync($"/setup?code={_code}");
        _cookies.AddRange(page.Headers.GetValues("Set-Cookie"));
        using var form = new HttpRequestMessage(HttpMethod.Post, $"/setup?code={_code}")
        {
            Content = new FormUrlEncodedContent(
            [
                new("__RequestVerificationToken", Token().Match(await page.Content.ReadAsStringAsync()).Groups[1].Value), new("code", _code), new("Name", "Olga"), new("Email", "olga@company.example"), new("Password", "olga walks along the old canal"),
            ]),
        };
        form.Headers.Add("Cookie", string.Join("; ", _cookies.Select(cookie => cookie.Split(';')[0])));
        using var made = await client.SendAsync(form);
        _made = made.StatusCode;
        if (made.Headers.TryGetValues("Set-Cookie", out var more)) _cookies.AddRange(more);
    }

    private IEnumerable<string> PartsOf(string cookie) =>
        _cookies.Last(c => c.StartsWith(cookie + "=", StringComparison.Ordinal)).Split("; ").Skip(1).Where(part => !part.StartsWith("expires=", StringComparison.Ordinal));

    [GeneratedRegex(@"http://127\.0\.0\.1:[1-9]\d*")]
    private static partial Regex Address();

    [GeneratedRegex(@"/setup\?code=([\w-]+)")]
    private static partial Regex Link();

    [GeneratedRegex("name=\"__RequestVerificationToken\"[^>]*value=\"([^\"]+)\"")]
    private static partial Regex Token();
}
