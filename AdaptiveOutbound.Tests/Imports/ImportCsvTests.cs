using System.Text;
using AdaptiveOutbound.Data.Records;
using AdaptiveOutbound.Jobs.Imports;
using AdaptiveOutbound.Jobs.Imports.Csv;
using NUnit.Framework;

namespace AdaptiveOutbound.Tests.Imports;

internal sealed class ImportCsvTests
{
    private const string Contacts = "SELECT email, linkedin_slug, name_key, fields->>'title' FROM outbound.contacts ORDER BY email, linkedin_slug, name_key";

    [Test]
    public async Task Imports_each_line_as_a_record_with_its_origin()
    {
        await using var host = await ImportHost.CreateAsync();
        await host.StartWorkerAsync();

        var started = await host.ImportAsync("Email;Vorname;Nachname;Ort\nJörg@Müller.example;Jörg;Müller;Köln\nx@y.example;X;Y;\n");

        Assert.That(started.Kind, Is.EqualTo(RecordKind.Contact));
        var rows = await host.RowsAsync("SELECT email, fields->>'email', fields->>'city', provenance::text FROM outbound.contacts ORDER BY email");
        Assert.That(rows[0][..3], Is.EqualTo(new[] { "jörg@xn--mller-kva.example", "Jörg@xn--mller-kva.example", "Köln" }));
        var origin = Provenance.Parse(rows[0][3]!).Of("city")!.Origin!;
        Assert.That((origin.Source, origin.JobId), Is.EqualTo(("imported", (Guid?)started.ImportJobId)));
        Assert.That(await JobAsync(host, started.ImportJobId), Is.EqualTo(new[] { "completed", "2", "2", "0", "0", "0", "1" }));
    }

    [Test]
    public async Task An_import_that_was_asked_for_reads_its_file_also_when_it_has_expired_meanwhile()
    {
        await using var host = await ImportHost.CreateAsync();
        var file = await host.UploadAsync("email\na@x.example\n");
        var started = await host.StartAsync(file.FileId);
        await host.RowsAsync("UPDATE outbound.files SET expires_at = now() - interval '1 day'");

        await host.StartWorkerAsync();
        await host.EndedAsync(started.ImportJobId);

        Assert.That(await JobAsync(host, started.ImportJobId), Is.EqualTo(new[] { "completed", "1", "1", "0", "0", "0", "1" }));
        var (again, problem) = await host.Get<StartImport>().ExecuteAsync(host.Workspace, new ImportRequest(file.FileId, null, [], [], "sandbox", false, null), default);
        Assert.That((again, problem!.Code), Is.EqualTo(((ImportStarted?)null, "file_not_found")), "another one does not begin");
    }

    [Test]
    public async Task Merges_lines_of_one_record_and_lets_the_later_line_win()
    {
        await using var host = await ImportHost.CreateAsync(new CsvLimits { PartRecords = 2 });
        await host.StartWorkerAsync();

        var started = await host.ImportAsync("""
            email,first_name,last_name,domain,linkedin_url,title
            ,Ada,Lovelace,x.example,,first
            ada@x.example,Ada,Lovelace,x.example,,second
            ,Ada,LOVELACE,x.example,,third
            ADA@x.example,,,,linkedin.com/in/ada,fourth
            ,,,,https://de.linkedin.com/in/Ada/,fifth
            """);

        Assert.That(await host.RowsAsync(Contacts), Is.EqualTo(new[] { new[] { "ada@x.example", "in/ada", "ada|lovelace|x.example", "fifth" } }));
        Assert.That(await JobAsync(host, started.ImportJobId), Is.EqualTo(new[] { "completed", "5", "5", "0", "0", "0", "3" }));
    }

    [Test]
    public async Task Makes_a_new_record_when_the_page_belongs_to_another_address()
    {
        await using var host = await ImportHost.CreateAsync();
        await host.StartWorkerAsync();

        await host.ImportAsync("email,linkedin_url\na@x.example,linkedin.com/in/ada\nb@x.example,linkedin.com/in/ada\n");

        Assert.That(await host.RowsAsync("SELECT email, linkedin_slug FROM outbound.contacts ORDER BY 1"),
            Is.EqualTo(new[] { new[] { "a@x.example", "in/ada" }, ["b@x.example", "in/ada"] }));
    }

    [TestCase("Ada", "King", "Lovelace", TestName = "A_name_key_finds_its_contact_though_a_person_named_it_otherwise")]
    [TestCase("ÖZGE", "Şahin", null, TestName = "A_name_key_finds_its_contact_whatever_its_letters")]
    [TestCase("A|B", "C|D", null, TestName = "A_name_key_finds_its_contact_though_a_name_holds_what_separates_keys")]
    [TestCase("Long", null, null, TestName = "A_name_key_finds_its_contact_however_long_it_is")]
    public async Task A_name_key_finds_its_contact(string first, string? last, string? renamed)
    {
        await using var host = await ImportHost.CreateAsync();
        await host.StartWorkerAsync();
        string Line(string email, string title) => $"{email},{first},{last ?? new string('x', 290)},long-{new string('y', 50)}.example,{title}\n";
        const string Header = "email,first_name,last_name,domain,title\n";
        await host.ImportAsync(Header + Line("", "Countess"));
        if (renamed is not null)
            await host.RowsAsync("UPDATE outbound.contacts SET fields = jsonb_set(fields, '{last_name}', to_jsonb($1::text)) RETURNING 1", renamed);

        await host.ImportAsync(Header + Line("", "Boss"));
        await host.ImportAsync(Header + Line("a@a.example", "Clerk"));

        Assert.That(await host.RowsAsync("SELECT email, fields->>'title' FROM outbound.contacts"), Is.EqualTo(new[] { new[] { "a@a.example", "Clerk" } }));
    }

    [Test]
    public async Task Rejects_lines_whose_keys_mean_two_records_and_lines_that_say_nothing()
    {
        await using var host = await ImportHost.CreateAsync();
        await host.StartWorkerAsync();

        var started = await host.ImportAsync("""
            website,linkedin_url
            a.example,
            b.example,linkedin.com/company/b
            a.example,linkedin.com/company/b
            not a domain,
            ,
            """ + "\n\"\",\"\"\n");

        Assert.That(await host.RowsAsync("SELECT line, error_field, error_code, state, outcome FROM outbound.job_items WHERE line IS NOT NULL ORDER BY line"), Is.EqualTo(new[]
        {
            new string?[] { "4", "linkedin_url", "ambiguous_record", "2", "3" }, ["5", "domain", "domain_invalid", "2", "3"],
            ["6", null, "no_identity", "2", "3"], ["7", null, "no_identity", "2", "3"],
        }));
        Assert.That(await JobAsync(host, started.ImportJobId), Is.EqualTo(new[] { "completed", "6", "6", "4", "0", "0", "1" }));
    }

    [Test]
    public async Task Fails_when_every_line_is_rejected()
    {
        await using var host = await ImportHost.CreateAsync();
        await host.StartWorkerAsync();

        var started = await host.ImportAsync("website\nnothing\n");

        Assert.That(await JobAsync(host, started.ImportJobId), Is.EqualTo(new[] { "failed", "1", "1", "1", "0", "0", "1" }));
    }

    [Test]
    public async Task Updates_when_a_file_is_imported_again_and_keeps_the_value_before_for_undo()
    {
        await using var host = await ImportHost.CreateAsync();
        await host.StartWorkerAsync();
        await host.ImportAsync("website,name\na.example,Old\nb.example,Same\n");

        var again = await host.ImportAsync("website,name\na.example,New\nb.example,Same\n");

        var rows = await host.RowsAsync("SELECT domain, name, provenance::text FROM outbound.accounts ORDER BY domain");
        Assert.That(rows.Select(r => (r[0], r[1])), Is.EqualTo(new[] { ("a.example", "New"), ("b.example", "Same") }));
        var known = Provenance.Parse(rows[0][2]!).Of("name")!;
        Assert.That((known.Origin!.JobId, known.Previous, known.PreviousOrigin!.Source), Is.EqualTo(((Guid?)again.ImportJobId, "Old", "imported")));
    }

    [Test]
    public async Task Imports_one_file_twice_at_once_without_a_double()
    {
        await using var host = await ImportHost.CreateAsync(new CsvLimits { PartRecords = 50 });
        var file = await host.UploadAsync("email\n" + string.Concat(Enumerable.Range(0, 1000).Select(i => $"p{i}@x.example\n")));
        var jobs = new[] { await host.StartAsync(file.FileId), await host.StartAsync(file.FileId) };

        await host.StartWorkerAsync();
        foreach (var job in jobs)
            await host.EndedAsync(job.ImportJobId);

        Assert.That((await host.RowsAsync("SELECT count(*) FROM outbound.contacts"))[0][0], Is.EqualTo("1000"));
        foreach (var job in jobs)
            Assert.That(await JobAsync(host, job.ImportJobId), Is.EqualTo(new[] { "completed", "1000", "1000", "0", "0", "0", "20" }));
    }

    [Test]
    public async Task Leaves_nothing_of_an_upload_that_cannot_be_used()
    {
        await using var host = await ImportHost.CreateAsync(new CsvLimits { PartBytes = 100 });

        var (file, problem) = await host.Get<UploadFile>().ExecuteAsync(
            host.Workspace, "x.csv", new MemoryStream(Encoding.UTF8.GetBytes("a,b\n" + string.Concat(Enumerable.Repeat("1,2\n", 100)) + "1,\"2\n")), default);

        Assert.That((file, problem!.Code), Is.EqualTo(((UploadedCsv?)null, "unclosed_quote")));
        Assert.That((await host.RowsAsync("SELECT (SELECT count(*) FROM outbound.files) + (SELECT count(*) FROM outbound.file_parts)"))[0][0], Is.EqualTo("0"));
    }

    [Test]
    public async Task Says_why_an_import_cannot_start()
    {
        await using var host = await ImportHost.CreateAsync();
        var file = await host.UploadAsync("a\n1\n");
        var request = new ImportRequest(file.FileId, null, [], [], "apollo", false, null);

        Assert.That(await CodeAsync(request), Is.EqualTo("no_enrichable_column"));
        Assert.That(await CodeAsync(request with { FileId = Guid.NewGuid() }), Is.EqualTo("file_not_found"));
        Assert.That(await CodeAsync(request with { Then = ["mail"] }), Is.EqualTo("then_unknown"));
        Assert.That(await CodeAsync(request with { Provider = "other" }), Is.EqualTo("provider_unknown"));
        Assert.That(await CodeAsync(request with { Map = ["b=domain"] }), Is.EqualTo("map_unknown_column"));
        Assert.That(await host.RowsAsync("SELECT id FROM outbound.jobs"), Is.Empty);

        async Task<string?> CodeAsync(ImportRequest asked) => (await host.Get<StartImport>().ExecuteAsync(host.Workspace, asked, default)).Problem?.Code;
    }

    /// <summary>Status, total, processed, failed, enriched, open items, cursor.</summary>
    private static async Task<string?[]> JobAsync(ImportHost host, Guid job) =>
        (await host.RowsAsync("SELECT status, total, processed, failed, enriched, open_items, cursor FROM outbound.jobs WHERE id = $1", job)).Single();
}
