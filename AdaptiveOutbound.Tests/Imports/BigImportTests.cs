using System.Diagnostics;
using System.Text;
using NUnit.Framework;

namespace AdaptiveOutbound.Tests.Imports;

[Category("Long")]
internal sealed class BigImportTests
{
    [Test]
    public async Task Takes_200_000_records_through_the_chain_and_loses_none()
    {
        const int Records = 200_000;
        await using var host = await ImportHost.CreateAsync();
        await host.StartWorkerAsync();
        var text = new StringBuilder("email,first_name,last_name,company,domain,title\n");
        for (var i = 0; i < Records; i++)
            text.Append(null, $"person{i}@firma{i / 20}.example,Vorname{i % 997},Nachname{i % 7919},Firma {i / 20} GmbH,firma{i / 20}.example,Head of Sales {i % 50}\n");
        var began = Stopwatch.GetTimestamp();

        var started = await host.ImportAsync(text.ToString(), "enrich", "export");

        await TestContext.Progress.WriteLineAsync($"{Records / Stopwatch.GetElapsedTime(began).TotalSeconds:0} records/s through import, enrichment and export");
        Assert.That((await host.RowsAsync("SELECT count(*) FROM outbound.contacts"))[0][0], Is.EqualTo("200000"));
        Assert.That((await host.RowsAsync("SELECT result->>'rows', result->>'enriched', result->>'duplicates' FROM outbound.jobs WHERE id = $1", started.ExportJobId!.Value))[0],
            Is.EqualTo(new[] { "200000", "200000", "0" }));
    }
}
