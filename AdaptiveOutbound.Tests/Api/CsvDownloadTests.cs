using AdaptiveOutbound.Web.Api;
using Microsoft.AspNetCore.Http;
using NUnit.Framework;

namespace AdaptiveOutbound.Tests.Api;

/// <summary>Names of downloads come from those who uploaded a file.</summary>
internal sealed class CsvDownloadTests
{
    [TestCase("people.enriched.csv", "attachment; filename=people.enriched.csv; filename*=UTF-8''people.enriched.csv")]
    [TestCase("Köln, Süd.csv", "attachment; filename=\"K_ln, S_d.csv\"; filename*=UTF-8''K%C3%B6ln%2C%20S%C3%BCd.csv")]
    [TestCase("a\"; filename=evil.exe", "attachment; filename=\"a\\\"; filename=evil.exe\"; filename*=UTF-8''a%22%3B%20filename%3Devil.exe")]
    [TestCase("a\r\nX-Evil: 1.csv", "attachment; filename=\"a__X-Evil: 1.csv\"; filename*=UTF-8''a%0D%0AX-Evil%3A%201.csv")]
    public void A_name_is_sent_whole_and_in_ASCII_and_ends_nowhere_else(string name, string header)
    {
        var http = new DefaultHttpContext();

        CsvDownload.Announce(http.Response, name);

        Assert.That($"{http.Response.Headers.ContentDisposition}", Is.EqualTo(header));
    }
}
