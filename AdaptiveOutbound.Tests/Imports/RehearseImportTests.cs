using AdaptiveOutbound.Data.Imports;
using AdaptiveOutbound.Jobs.Imports;
using AdaptiveOutbound.Jobs.Imports.Csv;
using NUnit.Framework;

namespace AdaptiveOutbound.Tests.Imports;

internal sealed class RehearseImportTests
{
    private const string Known = "email,first_name,last_name,domain,linkedin_url,title\nada@x.example,Ada,Lovelace,x.example,,Countess\n,Bob,Stone,x.example,linkedin.com/in/bob,\n,Eve,Hill,y.example,,Boss\n";

    // New, changed and unchanged records, lines of one record in several parts, a page that moves, wrong and ambiguous lines.
    private const string Varied = """
        email,first_name,last_name,domain,linkedin_url,title
        ada@x.example,Ada,Lovelace,x.example,,Countess
        new@x.example,New,One,x.example,,first
        not an address,,,,,
        ADA@x.example,,,,,Mathematician
        new@x.example,,,,linkedin.com/in/new,second
        bob@x.example,,,,linkedin.com/in/bob,
        ,,,,linkedin.com/in/new,third
        ada@x.example,,,,linkedin.com/in/bob,
        ,Eve,Hill,y.example,,Boss
        eve@y.example,Eve,Hill,y.example,,Boss
        new@x.example,,,,linkedin.com/in/new,third
        ,,,,,nobody
        """;

    [Test]
    public async Task Says_what_the_run_does()
    {
        await using var host = await ImportHost.CreateAsync(new CsvLimits { PartRecords = 2 });
        await host.StartWorkerAsync();
        await host.ImportAsync(Known);
        var file = await host.UploadAsync(Varied);

        var (rehearsal, _) = await host.Get<RehearseImport>().ExecuteAsync(host.Workspace, file.FileId, null, [], default);
        var started = await host.StartAsync(file.FileId);
        await host.EndedAsync(started.ImportJobId);

        var result = PayloadJson.Read<ImportResult>((await host.RowsAsync("SELECT result::text FROM outbound.jobs WHERE id = $1", started.ImportJobId))[0][0]!);
        Assert.That(result, Is.EqualTo(new ImportResult(rehearsal!.Counts.Create, rehearsal.Counts.Update, rehearsal.Counts.Skip, rehearsal.Counts.Invalid)));
        Assert.That(rehearsal.Counts, Is.EqualTo(new ImportCounts(Create: 1, Update: 5, Skip: 3, Invalid: 3)));
        var rejected = await host.RowsAsync("SELECT line, error_field, error_code, error_message FROM outbound.job_items WHERE job_id = $1 AND line IS NOT NULL ORDER BY line", started.ImportJobId);
        Assert.That(rehearsal.Errors.Select(e => new[] { $"{e.Line}", e.Field, e.Code, e.Message }), Is.EqualTo(rejected));
        Assert.That((rehearsal.Records, rehearsal.Counted, rehearsal.Complete), Is.EqualTo((12, 12, true)));
    }

    [Test]
    public async Task Writes_nothing_and_shows_columns_and_lines_as_they_will_be_stored()
    {
        await using var host = await ImportHost.CreateAsync();
        var file = await host.UploadAsync("Webseite;Notes;Firma;Umsatz\nHTTPS://WWW.Shop.example/a;x;Shop;\nnot a domain;;;\n");

        var (rehearsal, _) = await host.Get<RehearseImport>().ExecuteAsync(host.Workspace, file.FileId, null, ["Umsatz="], default);

        Assert.That((rehearsal!.Kind, rehearsal.Delimiter, rehearsal.Encoding), Is.EqualTo(("accounts", ';', CsvEncoding.Utf8)));
        Assert.That(rehearsal.Columns, Is.EqualTo(new RehearsedColumn[]
        {
            new("Webseite", "domain", "domain", "HTTPS://WWW.Shop.example/a"), new("Notes", null, null, "x"), new("Firma", "name", "name", "Shop"), new("Umsatz", null, "annual_revenue", ""),
        }));
        Assert.That(rehearsal.FirstRecords[0].Fields, Is.EqualTo(new Dictionary<string, string> { ["domain"] = "shop.example", ["name"] = "Shop" }));
        Assert.That(rehearsal.FirstRecords[1] is { Line: 3, Outcome: LineOutcome.Invalid, Fields: null }, Is.True);
        Assert.That((await host.RowsAsync("SELECT count(*) FROM outbound.accounts"))[0][0], Is.EqualTo("0"));
    }

    [Test]
    public async Task Counts_the_beginning_of_a_long_file_and_says_so()
    {
        await using var host = await ImportHost.CreateAsync();
        var file = await host.UploadAsync("domain\n" + string.Concat(Enumerable.Range(0, 60_000).Select(i => $"c{i}.example\n")));

        var (rehearsal, _) = await host.Get<RehearseImport>().ExecuteAsync(host.Workspace, file.FileId, null, [], default);

        Assert.That((rehearsal!.Records, rehearsal.Counted, rehearsal.Complete, rehearsal.Counts.Create), Is.EqualTo((60_000, 56_000, false, 56_000)));
    }

    [Test]
    public async Task Names_the_columns_of_a_file_that_cannot_be_mapped_by_itself()
    {
        await using var host = await ImportHost.CreateAsync();
        var file = await host.UploadAsync("Alpha,Beta\n1,2\n");

        var (rehearsal, problem) = await host.Get<RehearseImport>().ExecuteAsync(host.Workspace, file.FileId, null, [], default);
        var columns = await host.Get<RehearseImport>().ColumnsAsync(host.Workspace, file.FileId, null, default);

        Assert.That((rehearsal, problem!.Code), Is.EqualTo(((ImportRehearsal?)null, CsvProblemCodes.NoEnrichableColumn)));
        Assert.That(columns!.Columns, Is.EqualTo(new RehearsedColumn[] { new("Alpha", null, null, "1"), new("Beta", null, null, "2") }));
        Assert.That((columns.File.Name.Length > 0, columns.File.Records), Is.EqualTo((true, 1)));
        Assert.That(await host.Get<RehearseImport>().ColumnsAsync(Guid.NewGuid(), file.FileId, null, default), Is.Null, "a file of another workspace");
    }
}
