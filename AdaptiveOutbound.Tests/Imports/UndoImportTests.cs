using AdaptiveOutbound.Data.Imports;
using AdaptiveOutbound.Data.Records;
using AdaptiveOutbound.Jobs.Imports;
using AdaptiveOutbound.Jobs.Imports.Csv;
using AdaptiveOutbound.Jobs.Jobs;
using NUnit.Framework;

namespace AdaptiveOutbound.Tests.Imports;

internal sealed class UndoImportTests
{
    private const string Accounts = "SELECT domain, name, fields->>'industry', fields->>'city' FROM outbound.accounts ORDER BY domain";
    private const string Contacts = "SELECT email, linkedin_slug, name_key, fields->>'title' FROM outbound.contacts ORDER BY email, linkedin_slug";

    [Test]
    public async Task Made_records_go_unless_changed_since_and_changed_fields_come_back()
    {
        await using var host = await ImportHost.CreateAsync(new CsvLimits { PartRecords = 2 });
        await host.StartWorkerAsync();
        await host.ImportAsync("domain,name\nold.example,Old\n");
        var before = await host.RowsAsync("SELECT fields, provenance FROM outbound.accounts");
        var started = await host.ImportAsync("domain,name,industry\nold.example,New,Steel\na.example,A,\nb.example,B,\nc.example,C,\na.example,AA,\nb.example,B,\n");
        await EnrichAsync(host, "b.example");
        await host.ImportAsync("domain,name\nc.example,Other\n");

        var result = await UndoneAsync(host, started.ImportJobId);

        Assert.That(result, Is.EqualTo(new UndoCounts(RecordsDeleted: 1, RecordsKept: 2, FieldsRestored: 2)));
        Assert.That(await host.RowsAsync(Accounts), Is.EqualTo(new[] { new[] { "b.example", "B", null, "Köln" }, ["c.example", "Other", null, null], ["old.example", "Old", null, null] }));
        Assert.That(await host.RowsAsync("SELECT fields, provenance FROM outbound.accounts WHERE domain = 'old.example'"), Is.EqualTo(before));
        var kept = await host.RowsAsync("SELECT i.error_code, a.domain FROM outbound.job_items i JOIN outbound.accounts a ON a.id = i.record_id ORDER BY 2");
        Assert.That(kept, Is.EqualTo(new[] { new[] { "changed_since", "b.example" }, ["changed_since", "c.example"] }));
    }

    [Test]
    public async Task What_enrichment_and_people_wrote_since_stays()
    {
        await using var host = await ImportHost.CreateAsync();
        await host.StartWorkerAsync();
        await host.ImportAsync("domain,name\nx.example,Old\n");
        var started = await host.ImportAsync("domain,name,industry\nx.example,New,Steel\n");
        await EnrichAsync(host, "x.example");
        await MergeAsync(host, "x.example", new() { ["name"] = "By hand" }, Origin.Edited(TimeProvider.System.GetUtcNow()));

        var result = await UndoneAsync(host, started.ImportJobId);

        Assert.That(result, Is.EqualTo(new UndoCounts(0, 0, FieldsRestored: 1)));
        Assert.That((await host.RowsAsync(Accounts))[0], Is.EqualTo(new[] { "x.example", "By hand", null, "Köln" }));
    }

    [Test]
    public async Task An_import_that_was_undone_is_not_tried_again()
    {
        await using var host = await ImportHost.CreateAsync();
        await host.StartWorkerAsync();
        var started = await host.ImportAsync("domain\na.example\n");
        await host.RowsAsync("UPDATE outbound.job_items SET outcome = 6 WHERE job_id = $1", started.ImportJobId);
        await host.RowsAsync("UPDATE outbound.jobs SET status = 'dead_letter', dead_letters = 1 WHERE id = $1", started.ImportJobId);
        await UndoneAsync(host, started.ImportJobId);

        var tried = await host.Get<RetryJob>().ExecuteAsync(host.Workspace, started.ImportJobId, CancellationToken.None);

        Assert.That((tried as SteerResult.Conflict)?.Message, Does.Contain("was undone"));
        Assert.That(await host.RowsAsync("SELECT 1 FROM outbound.accounts"), Is.Empty);
    }

    [Test]
    public async Task A_record_is_found_again_by_the_keys_that_it_had()
    {
        await using var host = await ImportHost.CreateAsync();
        await host.StartWorkerAsync();
        await host.ImportAsync("email,linkedin_url,title\n,linkedin.com/in/ada,Countess\n,linkedin.com/in/bob,\n");
        var before = await host.RowsAsync(Contacts);
        var started = await host.ImportAsync("email,first_name,last_name,domain,linkedin_url,title\nada@x.example,Ada,Lovelace,x.example,linkedin.com/in/ada,Boss\nbob@x.example,,,,linkedin.com/in/bob,Clerk\n");
        // Somebody else has taken Bob's page meanwhile: he keeps the address, by which he is told apart.
        await host.RowsAsync("INSERT INTO outbound.contacts (id, workspace_id, linkedin_slug, fields, provenance, created_at, updated_at) VALUES ($1, $2, 'in/bob', '{}', '{}', now(), now())",
            Guid.CreateVersion7(), host.Workspace);

        var result = await UndoneAsync(host, started.ImportJobId);

        Assert.That(result.FieldsRestored, Is.EqualTo(6));
        var after = await host.RowsAsync(Contacts);
        Assert.That(after, Is.EqualTo(new[] { new[] { "bob@x.example", "in/bob", null, null }, before[0], [null, "in/bob", null, null] }));
    }

    [Test]
    public async Task A_contact_that_got_another_address_since_is_found_by_its_name()
    {
        await using var host = await ImportHost.CreateAsync();
        await host.StartWorkerAsync();
        await host.ImportAsync("email,first_name,last_name,domain,title\na@x.example,Ada,King,x.example,Countess\n");
        var started = await host.ImportAsync("email,first_name,last_name,domain,title\na@x.example,Ada,King,x.example,Boss\n");
        await host.RowsAsync("UPDATE outbound.contacts SET email = 'ada@y.example', fields = jsonb_set(fields, '{email}', '\"ada@y.example\"') RETURNING 1");

        var result = await UndoneAsync(host, started.ImportJobId);

        Assert.That(result, Is.EqualTo(new UndoCounts(0, 0, FieldsRestored: 1)));
        Assert.That(await host.RowsAsync("SELECT email, fields->>'title' FROM outbound.contacts"), Is.EqualTo(new[] { new[] { "ada@y.example", "Countess" } }));
    }

    [Test]
    public async Task Is_done_once_and_not_while_the_import_or_what_follows_runs()
    {
        await using var host = await ImportHost.CreateAsync();
        var started = await host.StartAsync((await host.UploadAsync("domain\na.example\n")).FileId, "enrich");
        var undo = host.Get<UndoImport>();
        Assert.That(await undo.ExecuteAsync(host.Workspace, started.ImportJobId, "me", default), Is.InstanceOf<UndoAnswer.Conflict>());
        await host.RowsAsync("UPDATE outbound.jobs SET status = 'completed', completed_at = now(), open_items = 0");

        var both = await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => undo.ExecuteAsync(host.Workspace, started.ImportJobId, "me", default)));

        var first = both.OfType<UndoAnswer.Started>().Single();
        Assert.That(both.OfType<UndoAnswer.Conflict>().Count(), Is.EqualTo(1));
        await host.Get<CancelJob>().ExecuteAsync(host.Workspace, first.JobId, default);
        await host.RowsAsync("UPDATE outbound.jobs SET completed_at = now() WHERE id = $1", first.JobId);
        Assert.That(await undo.ExecuteAsync(host.Workspace, started.ImportJobId, "me", default), Is.InstanceOf<UndoAnswer.Started>(), "one that was cancelled may be asked for again");
        Assert.That(await undo.ExecuteAsync(host.Workspace, first.JobId, "me", default), Is.InstanceOf<UndoAnswer.NotFound>(), "an undo is no import");
        Assert.That(await undo.ExecuteAsync(Guid.NewGuid(), started.ImportJobId, "me", default), Is.InstanceOf<UndoAnswer.NotFound>(), "an import of another workspace");
    }

    [Test]
    public async Task Is_refused_when_the_upload_is_gone()
    {
        await using var host = await ImportHost.CreateAsync();
        await host.StartWorkerAsync();
        var started = await host.ImportAsync("domain\na.example\n");
        await host.RowsAsync("UPDATE outbound.files SET expires_at = now()");

        var answer = await host.Get<UndoImport>().ExecuteAsync(host.Workspace, started.ImportJobId, "me", default);

        Assert.That(answer, Is.InstanceOf<UndoAnswer.Conflict>());
    }

    private static async Task<UndoCounts> UndoneAsync(ImportHost host, Guid import)
    {
        var undo = (UndoAnswer.Started)await host.Get<UndoImport>().ExecuteAsync(host.Workspace, import, "me", default);
        await host.EndedAsync(undo.JobId);
        var job = (await host.RowsAsync("SELECT status, processed = total, result::text FROM outbound.jobs WHERE id = $1", undo.JobId))[0];
        Assert.That(job[..2], Is.EqualTo(new[] { "completed", "True" }));
        return PayloadJson.Read<UndoCounts>(job[2]!);
    }

    private static async Task EnrichAsync(ImportHost host, string domain)
    {
        await MergeAsync(host, domain, new() { ["city"] = "Köln" }, Origin.Enriched("sandbox", Guid.CreateVersion7(), TimeProvider.System.GetUtcNow()));
        await host.RowsAsync("UPDATE outbound.accounts SET enriched_at = now() WHERE domain = $1", domain);
    }

    private static async Task MergeAsync(ImportHost host, string domain, Dictionary<string, string> fields, Origin origin)
    {
        var row = (await host.RowsAsync("SELECT fields::text, provenance::text FROM outbound.accounts WHERE domain = $1", domain))[0];
        var merged = RecordMerge.Apply(row[0]!, row[1]!, fields, origin);
        await host.RowsAsync("UPDATE outbound.accounts SET fields = $2::jsonb, provenance = $3::jsonb, name = $2::jsonb->>'name' WHERE domain = $1", domain, merged.FieldsJson, merged.ProvenanceJson);
    }
}
