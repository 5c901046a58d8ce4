using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using AdaptiveOutbound.Tests.Access;
using AdaptiveOutbound.Tests.Api;
using NUnit.Framework;

namespace AdaptiveOutbound.Tests.Pages;

/// <summary>Forms that start jobs, sent by a browser without scripts.</summary>
internal sealed partial class FormOnceTests : ApiFixture
{
    private PageSession _session = null!;

    [OneTimeSetUp]
    public async Task SignInAsync()
    {
        await RunSqlAsync(SignedUp.Sql(Guid.CreateVersion7(), "twice@company.example", false, (Demo, "member")));
        _session = new PageSession(Api.Client.BaseAddress!);
        Assert.That(await _session.SignInAsync("twice@company.example", SignedUp.Password), Is.True);
    }

    [OneTimeTearDown]
    public void SignOut() => _session.Dispose();

    [Test]
    public async Task An_import_that_is_sent_twice_starts_once_and_a_changed_one_starts_again()
    {
        var path = $"/w/{Demo}/import/{await UploadAsync()}";
        var page = (await _session.GetAsync(path)).Text;
        (string, string)[] form = [.. Hidden().Matches(page).Select(input => (input.Groups[1].Value, input.Groups[2].Value)), ("kind", "accounts"), ("enrich", "true"), ("export", "true"), ("provider", "sandbox")];

        var both = await Task.WhenAll(_session.PostAsync(path, form), _session.PostAsync(path, form));
        var again = await _session.PostAsync(path, form);
        var changed = await _session.PostAsync(path, [.. form.Where(field => field.Item1 is not ("seen" or "export")), ("seen", await SeenAsync(path, form))]);

        Assert.That(again.Location, Does.StartWith($"/w/{Demo}/jobs/"), again.Text);
        foreach (var answer in both) Assert.That(answer.Location == again.Location || answer.Text.Contains("being started at this moment", StringComparison.Ordinal), answer.Text);
        Assert.That(changed.Location, Does.StartWith($"/w/{Demo}/jobs/").And.Not.EqualTo(again.Location), changed.Text);
        Assert.That(await ScalarAsync("SELECT count(*) FROM outbound.jobs WHERE type = 'import_csv' AND created_by = 'twice@company.example'"), Is.EqualTo("2"));
    }

    [Test]
    public async Task An_enrichment_that_is_sent_twice_starts_once_and_a_form_that_is_loaded_anew_starts_another()
    {
        var path = $"/w/{Demo}/accounts/enrich?provider=sandbox";
        var (first, second) = (await FormAsync(path), await FormAsync(path));

        var one = await _session.PostAsync(path, first);
        var again = await _session.PostAsync(path, first);
        var other = await _session.PostAsync(path, second);

        Assert.That((one.Status, again.Location), Is.EqualTo((302, one.Location)), again.Text);
        Assert.That(other.Location, Does.StartWith($"/w/{Demo}/jobs/").And.Not.EqualTo(one.Location));
        Assert.That(await ScalarAsync("SELECT count(*) FROM outbound.jobs WHERE type = 'enrich_accounts' AND name NOT LIKE '%.csv' AND created_by = 'twice@company.example'"), Is.EqualTo("2"));
    }

    [Test]
    public async Task A_file_without_the_forms_token_is_refused_in_words_and_stored_nowhere()
    {
        var files = await ScalarAsync("SELECT count(*) FROM outbound.files");

        var answer = await _session.PostPartsAsync($"/w/{Demo}/import", withToken: false, ("file", "domain\nno-token.example\n", "a.csv"));

        Assert.That(answer.Status, Is.EqualTo(422));
        Assert.That(answer.Text, Does.Contain("belongs to another session"));
        Assert.That(await ScalarAsync("SELECT count(*) FROM outbound.files"), Is.EqualTo(files));
    }

    [Test]
    public async Task A_form_of_parts_with_nul_in_it_is_refused()
    {
        using var nobody = new PageSession(Api.Client.BaseAddress!);

        var answer = await nobody.PostPartsAsync("/sign-in", withToken: true, ("Email", "a\0@x.example", null), ("Password", "x", null));

        Assert.That(answer.Status, Is.EqualTo(400));
    }

    private async Task<(string, string)[]> FormAsync(string path) =>
        [.. Hidden().Matches((await _session.GetAsync(path)).Text).Select(input => (input.Groups[1].Value, input.Groups[2].Value))];

    // The mark of the choice without an export, as the page shows it after "Show what it does now".
    private async Task<string> SeenAsync(string path, (string, string)[] form) =>
        Hidden().Matches((await _session.PostAsync($"{path}?handler=Check", [.. form.Where(field => field.Item1 != "export")])).Text).Single(input => input.Groups[1].Value == "seen").Groups[2].Value;

    private async Task<string> UploadAsync()
    {
        using var upload = new HttpRequestMessage(HttpMethod.Post, "/api/v1/imports/preview") { Content = new StringContent("domain,name\ntwice.example,Twice\n", Encoding.UTF8, "text/csv") };
        upload.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Owner);
        using var preview = await Api.Client.SendAsync(upload);
        return JsonDocument.Parse(await preview.Content.ReadAsStringAsync()).RootElement.GetProperty("fileId").GetString()!;
    }

    [GeneratedRegex("<input type=\"hidden\" name=\"(once|was|seen|most)\" value=\"([^\"]*)\">")]
    private static partial Regex Hidden();
}
