using AdaptiveOutbound.Data;
using AdaptiveOutbound.Data.Jobs;
using AdaptiveOutbound.Data.Lanes;
using AdaptiveOutbound.Data.Providers;
using AdaptiveOutbound.Data.Records;
using AdaptiveOutbound.Data.Workspaces;
using AdaptiveOutbound.Jobs.Enrichment;
using AdaptiveOutbound.Jobs.Lanes;
using AdaptiveOutbound.Jobs.Providers;
using AdaptiveOutbound.Tests.Support;
using NUnit.Framework;

namespace AdaptiveOutbound.Tests.Credits;

/// <summary>Credits of questions whose items do not end with them: the day counts them, and so must the job.</summary>
internal sealed class OpenCreditsTests
{
    [Test]
    public async Task What_a_call_cost_before_its_question_failed_stands_on_the_job_too()
    {
        await using var database = await TestDatabase.CreateAsync();
        var workspace = await TestWorkspace.CreateAsync(database, "demo");
        var jobs = new JobWriter(database.App);
        var lane = await jobs.LaneAsync(workspace, JobTypes.EnrichAccounts, "apollo", default);
        var job = new NewJob(Guid.CreateVersion7(), lane, JobTypes.EnrichAccounts, "Enrich", "{}", 3, 3);
        await jobs.WriteAsync(workspace, [job], [], default);
        TakenItem[] items = [.. Enumerable.Range(0, 3).Select(_ => new TakenItem(Guid.CreateVersion7(), job.Id, Guid.CreateVersion7(), 1))];
        var (commit, batch) = (new BatchCommit(), new Batch(Guid.CreateVersion7(), new LaneInfo(lane, workspace, "demo", JobTypes.EnrichAccounts, "apollo", 0), items, default));
        var outcome = new EnrichOutcome(RecordKind.Account, batch, new EnrichmentSettings(false, new Freshness(90, 14), "UTC"), commit, TimeProvider.System);

        // Of a call for several a row belonged to nobody, and its credit stands on the first question, which must then be asked alone.
        outcome.Write([Asked(items[0], new ProviderFailure.ServerError(502, "Bad gateway")), Asked(items[1], new ProviderFailure.RateLimited(null, "Too many")), Asked(items[2], null)], new Dictionary<Guid, RecordRow>());
        await using (var write = await WorkspaceBatch.OpenAsync(database.App, workspace, default))
            await write.Add(commit.Effects.SelectMany(effect => effect.Commands())).ExecuteAsync(default);

        Assert.That(await ReadAsync(database, "SELECT sum(credits) FROM outbound.usage_daily"), Is.EqualTo(3));
        Assert.That(await ReadAsync(database, "SELECT credits FROM outbound.jobs"), Is.EqualTo(3));
        Assert.That(commit.Ended, Is.Empty);
    }

    private static Ask Asked(TakenItem item, ProviderFailure? failure) =>
        new(new Question(RecordKind.Account, $"c{item.Id:N}.example", null, null, null, null, null, null), item.Id.ToByteArray()) { Items = { item }, LookupId = Guid.CreateVersion7(), Reserved = 1, Credits = 1, Failure = failure };

    private static async Task<decimal> ReadAsync(TestDatabase database, string sql) => (await database.Owner.QueryAsync(sql, r => r.GetDecimal(0), default))[0];
}
