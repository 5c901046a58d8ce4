using AdaptiveOutbound.Data.Idempotency;
using AdaptiveOutbound.Data.Jobs;
using AdaptiveOutbound.Jobs.Idempotency;
using AdaptiveOutbound.Tests.Support;
using Microsoft.Extensions.Time.Testing;
using NUnit.Framework;

namespace AdaptiveOutbound.Tests.Idempotency;

internal sealed class IdempotencyKeysTests
{
    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 5, 4, 10, 0, 0, TimeSpan.Zero));
    private TestDatabase _database = null!;
    private IdempotencyKeys _keys = null!;
    private JobWriter _jobs = null!;
    private Guid _workspace;

    [OneTimeSetUp]
    public async Task OpenAsync()
    {
        _database = await TestDatabase.CreateAsync();
        (_keys, _jobs) = (new(new(_database.App, TimeSpan.FromDays(1)), _clock), new(_database.App));
        _workspace = await TestWorkspace.CreateAsync(_database, "acme");
    }

    [OneTimeTearDown]
    public async Task CloseAsync() => await _database.DisposeAsync();

    [Test]
    public async Task The_answer_commits_with_what_was_created_and_is_given_again()
    {
        var claim = await ClaimedAsync("create");
        Assert.That(await AskAsync("create"), Is.InstanceOf<KeyAnswer.InProgress>());

        var job = await CreateJobAsync(claim);

        Assert.That(await AskAsync("create"), Is.EqualTo(new KeyAnswer.Replayed(202, $"{job} pending")));
        await _keys.ReleaseAsync(claim, default);
        Assert.That(await AskAsync("create"), Is.InstanceOf<KeyAnswer.Replayed>(), "an answer that is stored is not released");
    }

    [TestCase("POST /b", "?a=1", "body")]
    [TestCase("POST /a", "?a=2", "body")]
    [TestCase("POST /a", "?a=1", "other")]
    public async Task Another_request_under_a_used_key_is_told_so(string route, string query, string body)
    {
        await ClaimedAsync($"other {route}{query}{body}".Replace(' ', '-'));

        Assert.That(await AskAsync($"other {route}{query}{body}".Replace(' ', '-'), route, query, body), Is.InstanceOf<KeyAnswer.Mismatch>());
    }

    [Test]
    public async Task Keys_of_two_callers_and_of_two_workspaces_never_meet()
    {
        var other = await TestWorkspace.CreateAsync(_database, "other");
        await ClaimedAsync("shared");

        var byOther = await _keys.ClaimAsync(_workspace, "token 2", "shared", "POST /a", "?a=1", "body"u8.ToArray(), default);
        var elsewhere = await _keys.ClaimAsync(other, "token 1", "shared", "POST /a", "?a=1", "body"u8.ToArray(), default);

        Assert.That(byOther, Is.InstanceOf<KeyAnswer.Claimed>());
        Assert.That(elsewhere, Is.InstanceOf<KeyAnswer.Claimed>());
    }

    [Test]
    public async Task A_request_that_failed_leaves_its_key_free()
    {
        await _keys.ReleaseAsync(await ClaimedAsync("failed"), default);

        Assert.That(await AskAsync("failed", body: "corrected"), Is.InstanceOf<KeyAnswer.Claimed>());
    }

    [Test]
    public async Task A_claim_whose_process_died_is_taken_over_after_a_minute_and_cannot_create_any_more()
    {
        var late = await ClaimedAsync("abandoned");
        _clock.Advance(TimeSpan.FromSeconds(59));
        Assert.That(await AskAsync("abandoned"), Is.InstanceOf<KeyAnswer.InProgress>());
        _clock.Advance(TimeSpan.FromSeconds(1));

        var claim = await ClaimedAsync("abandoned");
        var refused = await Assert.CatchAsync(() => CreateJobAsync(late));
        var job = await CreateJobAsync(claim);

        Assert.That(IdempotencyRows.IsTakenOver(refused!), Is.True, refused!.Message);
        Assert.That(await AskAsync("abandoned"), Is.EqualTo(new KeyAnswer.Replayed(202, $"{job} pending")));
    }

    [Test]
    public async Task A_key_can_be_used_anew_after_a_day()
    {
        await CreateJobAsync(await ClaimedAsync("yesterday"));
        _clock.Advance(TimeSpan.FromHours(24));

        Assert.That(await AskAsync("yesterday", body: "other"), Is.InstanceOf<KeyAnswer.Claimed>());
    }

    [Test]
    public async Task Of_many_at_once_one_is_the_first()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => AskAsync("many")));

        Assert.That(answers.OfType<KeyAnswer.Claimed>().Count(), Is.EqualTo(1));
        Assert.That(answers.OfType<KeyAnswer.InProgress>().Count(), Is.EqualTo(7));
    }

    [TestCase("", false)]
    [TestCase("a key", false)]
    [TestCase("schlüssel", false)]
    [TestCase("6f1c-~!", true)]
    public void A_key_has_visible_characters(string text, bool isKey) => Assert.That(IdempotencyKeys.IsKey(text), Is.EqualTo(isKey));

    [Test]
    public void A_key_has_at_most_200_characters()
    {
        Assert.That(IdempotencyKeys.IsKey(new string('x', 200)), Is.True);
        Assert.That(IdempotencyKeys.IsKey(new string('x', 201)), Is.False);
    }

    private Task<KeyAnswer> AskAsync(string key, string route = "POST /a", string query = "?a=1", string body = "body") =>
        _keys.ClaimAsync(_workspace, "token 1", key, route, query, System.Text.Encoding.UTF8.GetBytes(body), default);

    private async Task<IdempotencyClaim> ClaimedAsync(string key) => ((KeyAnswer.Claimed)await AskAsync(key)).Claim;

    private async Task<Guid> CreateJobAsync(IdempotencyClaim claim)
    {
        var lane = await _jobs.LaneAsync(_workspace, JobTypes.Noop, "", default);
        var job = new NewJob(Guid.CreateVersion7(), lane, JobTypes.Noop, "Test", "{}", 0, 1);
        await _jobs.WriteAsync(_workspace, [job], [], default, row => claim.Answer(202, $"{row.Id} {row.Status}"));
        return job.Id;
    }
}
