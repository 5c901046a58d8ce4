using System.Text;
using System.Text.Json;
using AdaptiveOutbound.Jobs.Exports;
using AdaptiveOutbound.Jobs.Imports;
using AdaptiveOutbound.Jobs.Imports.Csv;
using AdaptiveOutbound.Tests.Imports;
using NUnit.Framework;

namespace AdaptiveOutbound.Tests.Exports;

internal sealed class ExportDataTests
{
    private const string Added = ",outbound_status,outbound_reason,outbound_provider,outbound_enriched_at,outbound_email,outbound_first_name,outbound_last_name," +
        "outbound_linkedin_url,outbound_company,outbound_domain,outbound_title,outbound_email_status,outbound_headline,outbound_seniority,outbound_departments," +
        "outbound_city,outbound_state,outbound_country,outbound_twitter_url,outbound_photo_url,outbound_personal_emails";

    [Test]
    public async Task Exports_one_record_per_input_record_in_input_order_through_the_whole_chain([Values(2, 20_000)] int partRecords)
    {
        await using var host = await ImportHost.CreateAsync(new CsvLimits { PartRecords = partRecords });
        await host.StartWorkerAsync();

        var started = await host.ImportAsync("""
            E-Mail,Job title,LinkedIn,Notiz
            jörg@müller.example,Geschäftsführer,linkedin.com/in/jörg,"=1+1"
            not an address,,,"a ""b"", c"
            x@y.example,Chef,,
            JÖRG@müller.example,,,again
            ,,linkedin.com/in/jörg,third
            """, "enrich", "export");

        var result = await ResultAsync(host, started.ExportJobId!.Value);
        Assert.That(result with { FileId = default, ErrorsFileId = null }, Is.EqualTo(new ExportResult(default, null, 5, 4, 0, 1, 0, 2)));
        var lines = (await TextAsync(host, result.FileId)).Split("\r\n");
        Assert.That(lines[0], Is.EqualTo("E-Mail,Job title,LinkedIn,Notiz" + Added));
        const string Twin = ",enriched,,sandbox,2026-01-02T03:04:05Z,JÖRG@xn--mller-kva.example,,,https://www.linkedin.com/in/jörg,,,Geschäftsführer,,,,,Köln,,,,,";
        Assert.That(lines[1], Is.EqualTo("jörg@müller.example,Geschäftsführer,linkedin.com/in/jörg,'=1+1" + Twin));
        Assert.That(lines[2], Does.StartWith("not an address,,,\"a \"\"b\"\", c\",failed,"));
        Assert.That(lines[2], Does.Contain("email_invalid: "));
        Assert.That(lines[3], Does.StartWith("x@y.example,Chef,,,enriched,,sandbox,2026-01-02T03:04:05Z,x@y.example,"));
        Assert.That(lines[4], Is.EqualTo("JÖRG@müller.example,,,again" + Twin));
        Assert.That(lines[5], Is.EqualTo(",,linkedin.com/in/jörg,third" + Twin));
        Assert.That(lines[6..], Is.EqualTo(new[] { "" }));
    }

    [Test]
    public async Task Writes_rejected_records_into_the_errors_file()
    {
        await using var host = await ImportHost.CreateAsync();
        await host.StartWorkerAsync();

        var started = await host.ImportAsync("website;x\na.example;1\nwrong;2\n", "enrich", "export");

        var result = await ResultAsync(host, started.ExportJobId!.Value);
        var lines = (await TextAsync(host, result.ErrorsFileId!.Value)).Split("\r\n");
        Assert.That(lines[0], Is.EqualTo("website;x;outbound_line;outbound_field;outbound_code;outbound_message"));
        Assert.That(lines[1], Does.StartWith("wrong;2;3;domain;domain_invalid;"));
    }

    [Test]
    public async Task Counts_each_job_of_the_chain_exactly()
    {
        await using var host = await ImportHost.CreateAsync(new CsvLimits { PartRecords = 7 });
        await host.StartWorkerAsync();

        await host.ImportAsync("email\n" + string.Concat(Enumerable.Range(0, 100).Select(i => $"p{i % 80}@x.example\n")) + "bad\n", "enrich", "export");

        Assert.That(await host.RowsAsync("SELECT type, status, total, processed, failed, enriched, open_items FROM outbound.jobs ORDER BY id"), Is.EqualTo(new[]
        {
            new[] { "import_csv", "completed", "101", "101", "1", "0", "0" },
            ["enrich_contacts", "completed", "80", "80", "0", "80", "0"],
            ["export_data", "completed", "101", "101", "0", "0", "0"],
        }));
    }

    [Test]
    public async Task Says_that_nobody_was_asked_when_the_chain_holds_no_enrichment()
    {
        await using var host = await ImportHost.CreateAsync();
        await host.StartWorkerAsync();

        var started = await host.ImportAsync("email\na@x.example\n", "export");

        var result = await ResultAsync(host, started.ExportJobId!.Value);
        Assert.That((result.Rows, result.Skipped), Is.EqualTo((1, 1)));
        Assert.That(await TextAsync(host, result.FileId), Does.Contain("a@x.example,skipped,not_asked: "));
    }

    [Test]
    public async Task Gives_an_upload_back_as_it_was()
    {
        await using var host = await ImportHost.CreateAsync(new CsvLimits { PartRecords = 1 });
        const string Text = "a;\"b;c\"\r\n=1;ä\r\n\"x\ny\";z\r\n";

        var file = await host.UploadAsync(Text);

        Assert.That(await TextAsync(host, file.FileId), Is.EqualTo(Text));
    }

    private static async Task<ExportResult> ResultAsync(ImportHost host, Guid job) =>
        JsonSerializer.Deserialize<ExportResult>((await host.RowsAsync("SELECT result::text FROM outbound.jobs WHERE id = $1", job))[0][0]!, PayloadJson.Options)!;

    private static async Task<string> TextAsync(ImportHost host, Guid file)
    {
        using var output = new MemoryStream();
        Assert.That(await host.Get<DownloadFile>().ExecuteAsync(host.Workspace, file, output, default), Is.True);
        return Encoding.UTF8.GetString(output.ToArray());
    }
}
