using System.Net.Http.Headers;
using System.Text;
using NUnit.Framework;

namespace AdaptiveOutbound.Tests.Api;

/// <summary>Files, forms and names of files among them.</summary>
internal sealed partial class HostileApiTests
{
    [TestCase("boundary=")]
    [TestCase("boundary=LONG")]
    [TestCase("x=y")]
    public async Task A_form_that_cannot_be_read_is_named(string parameter)
    {
        var answer = await SendAsync("POST", "/api/v1/imports/preview", Form(parameter.Replace("LONG", new string('b', 6_000), StringComparison.Ordinal), "--b\r\n\r\n"));

        Assert.That((answer.Status, answer.Code is not null), Is.EqualTo((422, true)), answer.Text);
    }

    [TestCase("")]
    [TestCase("--b")]
    [TestCase("--b\r\n")]
    [TestCase("--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.csv\"\r\n")]
    [TestCase("--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.csv\"\r\n\r\ndomain\na.example\n")]
    [TestCase("--b\r\nContent-Disposition: ;;;=\r\n\r\nx\r\n--b--\r\n")]
    [TestCase("--b\r\nContent-Disposition: form-data\r\n\r\nx\r\n--b--\r\n")]
    [TestCase("--b\r\nX: LONG\r\n\r\nx\r\n--b--\r\n")]
    public async Task A_form_that_is_cut_or_odd_is_named_and_leaves_no_file(string body)
    {
        var before = await StateAsync(Demo);

        var answer = await SendAsync("POST", "/api/v1/imports/preview", Form("boundary=b", body.Replace("LONG", new string('x', 40_000), StringComparison.Ordinal)));

        Assert.That((answer.Status, answer.Code), Is.EqualTo((422, "invalid_request")), answer.Text);
        Assert.That(await StateAsync(Demo), Is.EqualTo(before));
    }

    [TestCase("..%2F..%2Fetc%2Fpasswd", "passwd")]
    [TestCase("..%5Cboot.ini", "boot.ini")]
    [TestCase("%3D1%2B1.csv", "=1+1.csv")]
    [TestCase("a%0D%0AX-Evil%3A1.csv", "aX-Evil:1.csv")]
    [TestCase("%00", "upload.csv")]
    [TestCase("%ED%A0%80.csv", "%ED%A0%80.csv")]
    public async Task The_name_of_a_file_is_a_name_for_people(string name, string shown)
    {
        var answer = await SendAsync("POST", $"/api/v1/imports/preview?name={name}", Csv("domain\na.example\n"));

        Assert.That((answer.Status, answer.Status == 200 ? answer.Json.GetProperty("name").GetString() : ""), Is.EqualTo((200, shown)), answer.Text);
    }

    [Test]
    public async Task A_long_name_is_not_cut_within_a_character()
    {
        var answer = await SendAsync("POST", "/api/v1/imports/preview?name=" + Uri.EscapeDataString(new string('a', 199) + "😀😀"), Csv("domain\na.example\n"));

        Assert.That((answer.Status, answer.Status == 200 ? answer.Json.GetProperty("name").GetString() : ""), Is.EqualTo((200, new string('a', 199))), answer.Text);
    }

    [Test]
    public async Task An_export_guards_cells_that_a_spreadsheet_would_run_and_is_named_after_its_file()
    {
        var path = await Walk.KnownAsync("/api/v1/exports/{jobId}/file");
        using var response = await Api.Client.SendAsync(With("GET", path));
        using var errors = With("GET", await Walk.KnownAsync("/api/v1/imports/{id}/errors"));
        errors.Headers.Accept.Add(new("text/csv"));
        using var file = await Api.Client.SendAsync(errors);

        Assert.That(response.Content.Headers.ContentDisposition!.FileNameStar, Is.EqualTo("demo.enriched.csv"));
        Assert.That(file.Content.Headers.ContentDisposition!.FileNameStar, Is.EqualTo("demo.errors.csv"));
        Assert.That(await response.Content.ReadAsStringAsync(), Does.Contain("'=1+1,").And.Not.Match("(?m)(^|,)="));
        Assert.That(await file.Content.ReadAsStringAsync(), Does.Contain("'=Bad,").And.Not.Match("(?m)(^|,)="));
    }

    private static StringContent Csv(string text) => new(text, Encoding.UTF8, "text/csv");

    private static ByteArrayContent Form(string parameter, string body)
    {
        var content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
        content.Headers.TryAddWithoutValidation("Content-Type", $"multipart/form-data; {parameter}");
        return content;
    }
}
