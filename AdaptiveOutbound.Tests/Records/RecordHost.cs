using AdaptiveOutbound.Data;
using AdaptiveOutbound.Data.Records;
using AdaptiveOutbound.Jobs.Records;
using AdaptiveOutbound.Tests.Support;
using NUnit.Framework;

namespace AdaptiveOutbound.Tests.Records;

/// <summary>The use cases of records over a database of their own, with two workspaces.</summary>
internal sealed class RecordHost : IAsyncDisposable
{
    private RecordHost(TestDatabase database)
    {
        Database = database;
        Rows = new RecordRows(database.App);
        var writer = new RecordWriter(database.App, TimeProvider.System);
        (List, Create, Edit, Delete) = (new ListRecords(Rows), new CreateRecords(writer, TimeProvider.System), new EditRecord(writer), new DeleteRecords(Rows));
        Find = new FindRecord(Rows, new Data.Providers.LookupHistory(database.App));
    }

    public TestDatabase Database { get; }
    public RecordRows Rows { get; }
    public ListRecords List { get; }
    public FindRecord Find { get; }
    public CreateRecords Create { get; }
    public EditRecord Edit { get; }
    public DeleteRecords Delete { get; }
    public Guid Workspace { get; private set; }
    public Guid Other { get; private set; }

    public static async Task<RecordHost> CreateAsync()
    {
        var host = new RecordHost(await TestDatabase.CreateAsync());
        (host.Workspace, host.Other) = (await TestWorkspace.CreateAsync(host.Database, "one"), await TestWorkspace.CreateAsync(host.Database, "two"));
        return host;
    }

    /// <summary>Fields as <c>field=value</c>.</summary>
    public static Dictionary<string, string> Fields(params string[] fields) => fields.Select(f => f.Split('=', 2)).ToDictionary(f => f[0], f => f[1], StringComparer.Ordinal);

    /// <summary>Creates one record; its id.</summary>
    public async Task<Guid> MadeAsync(RecordKind kind, params string[] fields)
    {
        var outcome = (await Create.ExecuteAsync(Workspace, kind, [Fields(fields)], default))[0];
        Assert.That(outcome.Outcome, Is.EqualTo("created"), string.Join(' ', outcome.Errors));
        return outcome.Id!.Value;
    }

    /// <summary>Changes one by hand; a value that is empty clears its field.</summary>
    public Task<EditResult> EditAsync(RecordKind kind, Guid id, params string[] fields) =>
        Edit.ExecuteAsync(Workspace, kind, id, Fields(fields).ToDictionary(f => f.Key, f => (string?)f.Value, StringComparer.Ordinal), default);

    /// <summary>All pages of a list, two records a page, as the values of a field.</summary>
    public async Task<List<string?>> PagesAsync(RecordKind kind, RecordSort sort, string field, RecordFilter? filter = null)
    {
        List<string?> all = [];
        for (var (cursor, first) = ((string?)null, true); first || cursor is not null; first = false)
        {
            var page = await List.ExecuteAsync(Workspace, kind, filter ?? new(), sort, cursor, 2, default);
            Assert.That(page, Is.Not.Null);
            all.AddRange(page!.Data.Select(record => record.Fields.GetValueOrDefault(field)));
            cursor = page.Next;
        }

        return all;
    }

    /// <summary>As the owner, past row-level security.</summary>
    public Task RunAsync(string sql, params object?[] parameters) => Database.Owner.ExecuteAsync(sql, CancellationToken.None, parameters);

    public async ValueTask DisposeAsync() => await Database.DisposeAsync();
}
