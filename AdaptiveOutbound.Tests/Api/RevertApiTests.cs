using NUnit.Framework;

namespace AdaptiveOutbound.Tests.Api;

/// <summary>Reverts from outside. The server has no worker: what is started here stays pending.</summary>
internal sealed class RevertApiTests : ApiFixture
{
    [Test]
    public async Task A_run_is_reverted_once_and_only_an_enrichment_that_has_ended()
    {
        var run = (await Walk.KnownAsync("/api/v1/jobs/{id}/revert")).Split('/')[^2];
        var import = (await Walk.KnownAsync("/api/v1/imports/{id}")).Split('/')[^1];
        var pending = (await Api.PostAsync(Owner, "/api/v1/jobs", """{"type":"enrich_accounts","payload":{"filter":{},"provider":"sandbox"}}""")).Json.GetProperty("id").GetString();

        var viewer = await Api.PostAsync(await TokenAsync("viewer"), $"/api/v1/jobs/{run}/revert");
        var reverted = await Api.PostAsync(await TokenAsync("member"), $"/api/v1/jobs/{run}/revert");
        var again = await Api.PostAsync(Owner, $"/api/v1/jobs/{run}/revert");

        Assert.That(viewer.Status, Is.EqualTo(403));
        var job = reverted.Json;
        Assert.That((reverted.Status, job.GetProperty("type").GetString(), job.GetProperty("originId").GetString(), job.GetProperty("progress").GetProperty("total").GetInt32()), Is.EqualTo((202, "revert_enrichment", run, 4)), reverted.Text);
        Assert.That((again.Status, again.Json.GetProperty("code").GetString()), Is.EqualTo((409, "state_conflict")));
        foreach (var other in new[] { import, pending })
            Assert.That((await Api.PostAsync(Owner, $"/api/v1/jobs/{other}/revert")).Status, Is.EqualTo(409), other);
        Assert.That((await Api.PostAsync(Owner, $"/api/v1/jobs/{Guid.NewGuid()}/revert")).Status, Is.EqualTo(404));
        Assert.That((await Api.GetAsync(Owner, "/api/v1/jobs?type=revert_enrichment")).Json.GetProperty("data").GetArrayLength(), Is.EqualTo(1));
        Assert.That(await ScalarAsync($"SELECT count(*)::text FROM outbound.audit_events WHERE action = 'enrichment.reverted' AND subject = 'job {run}'"), Is.EqualTo("1"));
        Assert.That(await ScalarAsync($"SELECT count(*)::text FROM outbound.job_logs WHERE event = 'reverted' AND job_id = '{run}'"), Is.EqualTo("1"));
    }
}
