using AdaptiveOutbound.Data;
using AdaptiveOutbound.Data.Audit;
using AdaptiveOutbound.Data.Enrichment;
using AdaptiveOutbound.Data.Jobs;
using AdaptiveOutbound.Data.Lanes;
using AdaptiveOutbound.Data.Operations;
using AdaptiveOutbound.Data.Records;
using AdaptiveOutbound.Data.Workspaces;
using AdaptiveOutbound.Jobs.Enrichment;
using AdaptiveOutbound.Jobs.Imports;
using AdaptiveOutbound.Jobs.Lanes;
using AdaptiveOutbound.Web.Sandbox;
using NUnit.Framework;

namespace AdaptiveOutbound.Tests.Enrichment;

/// <summary>A workspace whose records are enriched, edited and imported by the product's own writers, and whose chunks are run by hand, one batch at a time.</summary>
internal abstract class RevertedRuns
{
    private static readonly DateTimeOffset Began = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    protected EnrichHost Host { get; private set; } = null!;

    private SandboxServer _sandbox = null!;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        _sandbox = await SandboxServer.StartAsync(new SandboxOptions { LimitPerMinute = null }, TimeProvider.System, CancellationToken.None);
        Host = await EnrichHost.CreateAsync(_sandbox.BaseUrl, 0);
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        await Host.DisposeAsync();
        await _sandbox.DisposeAsync();
    }

    [SetUp]
    public Task EmptyAsync() => Host.RunAsync("DELETE FROM outbound.job_items; DELETE FROM outbound.chunks; DELETE FROM outbound.job_logs; DELETE FROM outbound.jobs; DELETE FROM outbound.accounts");

    /// <summary>Accounts known by their domain only.</summary>
    protected async Task<Guid[]> AccountsAsync(int count)
    {
        Guid[] ids = [.. Enumerable.Range(0, count).Select(_ => Guid.CreateVersion7()).Order()];
        await Host.RunAsync($$"""
            INSERT INTO outbound.accounts (id, workspace_id, domain, fields, provenance, created_at, updated_at)
            SELECT id, '{{Host.Workspace}}', 'c' || n || '.example', jsonb_build_object('domain', 'c' || n || '.example'), '{}', now(), now()
              FROM unnest('{ {{string.Join(',', ids)}} }'::uuid[]) WITH ORDINALITY t(id, n)
            """);
        return ids;
    }

    /// <summary>An enrichment of these records that has ended; what it found is written by <see cref="AnswerAsync"/>.</summary>
    protected async Task<Guid> RunAsync(Guid[] records, int matched, string provider = "sandbox")
    {
        var writer = Host.Get<JobWriter>();
        var lane = await writer.LaneAsync(Host.Workspace, JobTypes.EnrichAccounts, provider, default);
        var job = new NewJob(Guid.CreateVersion7(), lane, JobTypes.EnrichAccounts, "Enrich", "{}", records.Length, records.Length);
        await writer.WriteAsync(Host.Workspace, [job], [.. records.Select(id => new NewItem(Guid.CreateVersion7(), job.Id, lane, id))], default);
        await Host.RunAsync($"""
            UPDATE outbound.job_items i SET state = 2, finished_at = now(), provider = '{provider}', outcome = CASE WHEN n <= {matched} THEN 1 ELSE 2 END
              FROM (SELECT id, row_number() OVER (ORDER BY record_id) n FROM outbound.job_items WHERE job_id = '{job.Id}') t WHERE i.id = t.id;
            UPDATE outbound.jobs SET status = 'completed', completed_at = now(), open_items = 0, processed = total, enriched = {matched} WHERE id = '{job.Id}'
            """);
        return job.Id;
    }

    /// <summary>A run's answers about records, written as the run does.</summary>
    protected async Task AnswerAsync(Guid run, DateTimeOffset at, string provider, params IEnumerable<(Guid Record, Dictionary<string, string>? Fields)> answers)
    {
        await using var transaction = await WorkspaceTransaction.OpenAsync(Host.Get<OutboundDatabase>().App, Host.Workspace, default);
        AnsweredRecord[] answered = [.. answers.Select(a => new AnsweredRecord(a.Record, at, a.Fields is not null, a.Fields is null ? [] : [new(a.Fields, Origin.Enriched(provider, run, at))]))];
        var write = new WriteAnswers(RecordKind.Account, provider, answered);
        await write.RunAsync(transaction.Connection, default);
        await using (var batch = WorkspaceBatch.Within(transaction))
            await batch.Add(write.Commands()).ExecuteAsync(default);
        await transaction.CommitAsync(default);
    }

    /// <summary>Merges a file's line about a domain.</summary>
    protected Task ImportAsync(Guid job, DateTimeOffset at, string domain, Dictionary<string, string> fields) => Writer.MergeAsync(Host.Workspace, RecordKind.Account,
        [new(0, new(domain, null, null), new Dictionary<string, string>(fields) { ["domain"] = domain })], Origin.Imported(job, at), _ => Line, _ => null, default);

    /// <summary>Changes a record by hand.</summary>
    protected Task EditAsync(Guid record, Dictionary<string, string> fields) => Writer.EditAsync(Host.Workspace, RecordKind.Account, record, new(fields, null, Line), default);

    protected async Task<RevertCounts> RevertAsync(Guid run)
    {
        var job = await AskAsync(run);
        await WorkAsync(job);
        return await CountsAsync(job);
    }

    /// <summary>The revert's job, on which nobody works yet.</summary>
    protected async Task<Guid> AskAsync(Guid run) => ((RevertAnswer.Started)await Host.Get<RevertEnrichment>().ExecuteAsync(Host.Workspace, run, "ada", default)).JobId;

    protected async Task<RevertCounts> CountsAsync(Guid job) => PayloadJson.Read<RevertCounts>(await Host.ReadAsync<string>($"SELECT result::text FROM outbound.jobs WHERE id = '{job}'"));

    /// <summary>Opens a chunk for the job's lane and takes items of it.</summary>
    protected async Task<(Guid Chunk, LaneInfo Lane, List<TakenItem> Items)> OpenAsync(Guid job, int most = 1)
    {
        var chunk = Guid.CreateVersion7();
        await Host.RunAsync($"INSERT INTO outbound.chunks (id, lane_id, workspace_id, slot, status, items, created_at) SELECT '{chunk}', lane_id, workspace_id, 0, 'queued', 0, now() FROM outbound.jobs WHERE id = '{job}'");
        var lane = (await Host.Get<ChunkStore>().FindAsync(chunk, default))!;
        return (chunk, lane, await Host.Get<ChunkStore>().OpenAsync(chunk, lane, 1, most, default));
    }

    /// <summary>What the next batch would write.</summary>
    protected async Task<BatchCommit> BatchAsync(Guid chunk, LaneInfo lane, List<TakenItem> items)
    {
        var commit = new BatchCommit();
        await Host.Get<IEnumerable<IJobWork>>().Single(work => work.Type == lane.Type).RunAsync(new Batch(chunk, lane, items, default), commit, default);
        return commit;
    }

    protected Task<List<TakenItem>> CommitAsync(Guid chunk, LaneInfo lane, BatchCommit commit) => Host.Get<ChunkStore>().CommitAsync(chunk, lane, commit, Began, 1, default);

    /// <summary>Works on the job to its end.</summary>
    protected async Task WorkAsync(Guid job)
    {
        var (chunk, lane, items) = await OpenAsync(job);
        while (items.Count > 0)
            items = await CommitAsync(chunk, lane, await BatchAsync(chunk, lane, items));
        await Host.RunAsync($"UPDATE outbound.chunks SET status = 'finished', finished_at = now() WHERE id = '{chunk}'");
        Assert.That(await Host.ReadAsync<string>($"SELECT status FROM outbound.jobs WHERE id = '{job}'"), Is.EqualTo("completed"));
    }

    private RecordWriter Writer => new(Host.Get<OutboundDatabase>().App, TimeProvider.System);

    private static AuditLine Line => new("ada", "record.written", "records", new Dictionary<string, string>());
}
