using System.Text;
using AdaptiveOutbound.Data.Records;
using AdaptiveOutbound.Jobs.Exports;
using AdaptiveOutbound.Tests.Imports;
using NUnit.Framework;

namespace AdaptiveOutbound.Tests.Exports;

internal sealed class ExportRecordsTests
{
    [Test]
    public async Task Exports_what_the_filter_chooses_part_by_part_in_the_columns_that_were_asked_for()
    {
        await using var host = await ImportHost.CreateAsync();
        const int Records = ExportRecords.PartRecords + 1;
        await host.RowsAsync("""
            INSERT INTO outbound.accounts (id, workspace_id, domain, linkedin_slug, fields, provenance, created_at, updated_at)
            SELECT ('01900000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid, $1, 'c' || n || '.example', 'company/c' || n,
                   jsonb_build_object('name', '=' || n, 'domain', 'c' || n || '.example', 'linkedin_url', 'company/c' || n), '{}'::jsonb, now(), now() FROM generate_series(1, $2::int) n
            UNION ALL SELECT gen_random_uuid(), $1, 'other.example', NULL, '{"domain": "other.example"}'::jsonb, '{}'::jsonb, now(), now()
            """, host.Workspace, Records);
        await host.StartWorkerAsync();

        var (job, refusal) = await host.Get<StartExport>().ExecuteAsync(host.Workspace, new ExportRequest(RecordKind.Account, new("C"), ["name", "domain", "linkedin_url", "industry"]), default);
        Assert.That(refusal, Is.Null);
        await host.EndedAsync(job!.Value);

        var row = (await host.RowsAsync("SELECT status, total, processed, failed, enriched, result->>'rows', result->>'fileId', result->>'after' FROM outbound.jobs WHERE id = $1", job))[0];
        Assert.That(row[..6], Is.EqualTo(new[] { "completed", $"{Records}", $"{Records}", "0", "0", $"{Records}" }));
        Assert.That(row[7], Is.Null, "the cursor is no result");
        var lines = (await TextAsync(host, Guid.Parse(row[6]!))).Split("\r\n");
        Assert.That(lines, Has.Length.EqualTo(Records + 2));
        Assert.That(lines[0], Is.EqualTo("name,domain,linkedin_url,industry"));
        Assert.That(lines[1], Is.EqualTo("'=1,c1.example,https://www.linkedin.com/company/c1,"));
        Assert.That(lines[Records], Does.StartWith($"'={Records},"));
    }

    [Test]
    public async Task Refuses_columns_that_are_not_there_and_a_filter_that_chooses_nothing()
    {
        await using var host = await ImportHost.CreateAsync();
        var start = host.Get<StartExport>();

        Assert.That((await start.ExecuteAsync(host.Workspace, new(RecordKind.Contact), default)).Refusal?.Code, Is.EqualTo("empty_job"));
        Assert.That((await start.ExecuteAsync(host.Workspace, new(RecordKind.Contact, Columns: ["industry"]), default)).Refusal?.Field, Is.EqualTo("columns"));
        Assert.That((await start.ExecuteAsync(host.Workspace, new(RecordKind.Contact, Columns: ["email", "email"]), default)).Refusal?.Field, Is.EqualTo("columns"));
    }

    private static async Task<string> TextAsync(ImportHost host, Guid file)
    {
        using var output = new MemoryStream();
        Assert.That(await host.Get<DownloadFile>().ExecuteAsync(host.Workspace, file, output, default), Is.True);
        return Encoding.UTF8.GetString(output.ToArray());
    }
}
