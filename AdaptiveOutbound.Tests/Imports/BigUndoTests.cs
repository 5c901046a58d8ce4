using System.Diagnostics;
using System.Text;
using AdaptiveOutbound.Jobs.Imports;
using NUnit.Framework;

namespace AdaptiveOutbound.Tests.Imports;

[Category("Long")]
internal sealed class BigUndoTests
{
    [Test]
    public async Task Takes_back_100_000_made_and_100_000_changed_records_in_short_batches()
    {
        const int Half = 100_000;
        await using var host = await ImportHost.CreateAsync();
        await host.StartWorkerAsync();
        await host.ImportAsync(Text(0, Half, "Before"));
        var started = await host.ImportAsync(Text(0, 2 * Half, "After"));
        var began = Stopwatch.GetTimestamp();

        var undo = (UndoAnswer.Started)await host.Get<UndoImport>().ExecuteAsync(host.Workspace, started.ImportJobId, "me", default);
        await host.EndedAsync(undo.JobId);

        await TestContext.Progress.WriteLineAsync($"{2 * Half / Stopwatch.GetElapsedTime(began).TotalSeconds:0} lines/s taken back");
        Assert.That((await host.RowsAsync("SELECT result->>'recordsDeleted', result->>'recordsKept', result->>'fieldsRestored' FROM outbound.jobs WHERE id = $1", undo.JobId))[0],
            Is.EqualTo(new[] { $"{Half}", "0", $"{Half}" }));
        Assert.That((await host.RowsAsync("SELECT count(*), count(*) FILTER (WHERE fields->>'title' = 'Before') FROM outbound.contacts"))[0], Is.EqualTo(new[] { $"{Half}", $"{Half}" }));
        Assert.That((await host.RowsAsync("SELECT count(*) FROM outbound.chunks WHERE finished_at - started_at > '29 s'"))[0][0], Is.EqualTo("0"));
    }

    private static string Text(int first, int count, string title)
    {
        var text = new StringBuilder("email,first_name,last_name,company,domain,title\n");
        for (var i = first; i < first + count; i++)
            text.Append(null, $"person{i}@firma{i / 20}.example,Vorname{i % 997},Nachname{i % 7919},Firma {i / 20} GmbH,firma{i / 20}.example,{title}\n");
        return text.ToString();
    }
}
