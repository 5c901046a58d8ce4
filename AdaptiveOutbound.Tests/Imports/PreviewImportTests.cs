using AdaptiveOutbound.Jobs.Imports;
using AdaptiveOutbound.Jobs.Imports.Csv;
using NUnit.Framework;

namespace AdaptiveOutbound.Tests.Imports;

internal sealed class PreviewImportTests
{
    [Test]
    public async Task Counts_what_an_import_would_do()
    {
        await using var host = await ImportHost.CreateAsync(new CsvLimits { PartRecords = 2 });
        await host.StartWorkerAsync();
        await host.ImportAsync("website\nold.example\n");
        var file = await host.UploadAsync("website\nold.example\nnew.example\nNEW.example\nwrong\nother.example\nwww.old.example\n");
        List<string> asked = [];

        var (preview, _) = await host.Get<PreviewImport>().ExecuteAsync(host.Workspace, file.FileId, null, [], CountAsync, default);

        Assert.That((preview!.Records, preview.Distinct, preview.Duplicates, preview.Rejected, preview.New, preview.Existing, preview.CacheHits), Is.EqualTo((6, 3, 2, 1, 2, 1, 3)));
        Assert.That(preview.FirstRejected.Single() is { Line: 5, Code: "domain_invalid", Field: "domain" }, Is.True);
        Assert.That(asked, Is.EqualTo(new[] { "old.example", "new.example", "other.example" }));
        Assert.That((await host.RowsAsync("SELECT count(*) FROM outbound.accounts"))[0][0], Is.EqualTo("1"));

        Task<int> CountAsync(IReadOnlyList<IReadOnlyDictionary<string, string>> page)
        {
            asked.AddRange(page.Select(fields => fields["domain"]));
            return Task.FromResult(page.Count);
        }
    }
}
