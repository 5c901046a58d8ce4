using AdaptiveOutbound.Data;
using AdaptiveOutbound.Data.Credits;
using AdaptiveOutbound.Jobs.Credits;
using AdaptiveOutbound.Tests.Support;
using NUnit.Framework;

namespace AdaptiveOutbound.Tests.Credits;

/// <summary>The ledger's figures, however they are grouped: they add up to what the days say.</summary>
internal sealed class LedgerTests
{
    private static readonly DateOnly Today = new(2026, 11, 26);
    private static readonly LedgerPeriod Month = new(Today.AddDays(-29), Today, Today, "Europe/Berlin");

    private TestDatabase _database = null!;
    private Guid _workspace;

    /// <summary>
    /// Yesterday 7 credits and today 5 by three jobs of these days, and 2 by one that was made before them; a call under way holds 1. The
    /// sandbox has a job, a day and a call under way.
    /// </summary>
    [OneTimeSetUp]
    public async Task FillAsync()
    {
        _database = await TestDatabase.CreateAsync();
        _workspace = await TestWorkspace.CreateAsync(_database, "demo");
        var schedule = Guid.CreateVersion7();
        var (apollo, sandbox) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        await _database.Owner.ExecuteAsync("""
            INSERT INTO outbound.lanes (id, workspace_id, type, provider, weight, width, paused, wait_count, careful, stopped_jobs)
            VALUES ($2, $1, 'enrich_accounts', 'apollo', 1, 4, false, 0, false, '{}'), ($3, $1, 'enrich_accounts', 'sandbox', 1, 4, false, 0, false, '{}')
            """, default, _workspace, apollo, sandbox);
        await _database.Owner.ExecuteAsync("""
            INSERT INTO outbound.usage_daily (workspace_id, provider, day, calls, lookups, matched, cache_hits, credits, unknown_credits, free, disputed)
            VALUES ($1, 'apollo', '2026-11-25', 9, 9, 7, 0, 7, 0, 2, 1), ($1, 'apollo', '2026-11-26', 8, 8, 7, 0, 7, 1.5, 1, 0), ($1, 'sandbox', '2026-11-26', 50, 50, 50, 0, 0, 0, 0, 0),
                   ($1, 'apollo', '2026-10-01', 3, 3, 3, 0, 3, 0, 0, 0)
            """, default, _workspace);
        await JobAsync("2026-11-25T08:00:00Z", apollo, "Spring list", "ada@x.example", null, calls: 9, credits: 7, unknown: 0, free: 2, disputed: 1);
        var open = await JobAsync("2026-11-26T08:00:00Z", apollo, "=Danger", "ben@x.example", schedule, calls: 4, credits: 4, unknown: 1.5m, free: 0, disputed: 0);
        await JobAsync("2026-11-26T09:00:00Z", apollo, "Weekly", "ben@x.example", schedule, calls: 2, credits: 1, unknown: 0, free: 1, disputed: 0);
        await JobAsync("2026-10-20T09:00:00Z", apollo, "Older", null, null, calls: 2, credits: 2, unknown: 0, free: 0, disputed: 0);
        var invented = await JobAsync("2026-11-26T09:30:00Z", sandbox, "Invented", "ben@x.example", null, calls: 50, credits: 40, unknown: 0, free: 0, disputed: 0);
        await HoldAsync("apollo", open, 1);
        await HoldAsync("sandbox", invented, 8);
    }

    [OneTimeTearDown]
    public ValueTask DropAsync() => _database.DisposeAsync();

    [TestCase("Day", "2026-11-26 7+1 8 1.5 1 0|2026-11-25 7+0 9 0 2 1", null)]
    [TestCase("Provider", "apollo 14+1 17 1.5 3 1", null)]
    [TestCase("Job", "Spring list 7+0 9 0 2 1|=Danger 4+1 4 1.5 0 0|Weekly 1+0 2 0 1 0", "2+0 2 0 0 0")]
    [TestCase("User", "ada@x.example 7+0 9 0 2 1|ben@x.example 5+1 6 1.5 1 0", "2+0 2 0 0 0")]
    [TestCase("Schedule", "Without a schedule 7+0 9 0 2 1|A schedule that was removed 5+1 6 1.5 1 0", "2+0 2 0 0 0")]
    public async Task Lines_and_what_is_elsewhere_add_up_to_what_the_days_say(string group, string lines, string? elsewhere)
    {
        var ledger = await ReadAsync(Enum.Parse<LedgerGroup>(group));

        Assert.That(string.Join('|', ledger.Lines.Select(line => $"{line.Label} {Say(line)}")), Is.EqualTo(lines));
        Assert.That(ledger.Elsewhere is { } sums ? Say(sums) : null, Is.EqualTo(elsewhere), "a job that was made before, and none of the sandbox");
        Assert.That(Say(ledger.Total), Is.EqualTo("14+1 17 1.5 3 1"));
        Assert.That((ledger.Bounded, ledger.Others), Is.EqualTo((false, (LedgerOthers?)null)));
    }

    [Test]
    public async Task Total_is_what_budgets_are_reckoned_from()
    {
        var budget = await new BudgetRows(_database.App).FindAsync(_workspace, Today, default);
        var ledger = await ReadAsync(LedgerGroup.Job, new LedgerPeriod(new(2026, 11, 1), Today, Today, "Europe/Berlin"));

        Assert.That((ledger.Total.Charged, ledger.Total.Reserved), Is.EqualTo((budget!.Month, budget.Reserved)));
    }

    [Test]
    public async Task Lines_beyond_the_most_are_summed_up()
    {
        var ledger = await ReadAsync(LedgerGroup.Job, lines: 1);

        Assert.That(ledger.Lines.Select(line => line.Label), Is.EqualTo(new[] { "Spring list" }));
        Assert.That((ledger.Others!.Lines, Say(ledger.Others)), Is.EqualTo((2, "5+1 6 1.5 1 0")));
    }

    [Test]
    public async Task Past_days_hold_nothing_and_what_was_booked_on_other_days_is_below_nothing()
    {
        var ledger = await ReadAsync(LedgerGroup.Job, new LedgerPeriod(new(2026, 10, 1), new(2026, 10, 31), Today, "Europe/Berlin"));
        var day = await ReadAsync(LedgerGroup.Job, new LedgerPeriod(new(2026, 10, 20), new(2026, 10, 20), Today, "Europe/Berlin"));

        Assert.That((Say(ledger.Total), Say(ledger.Lines.Single()), Say(ledger.Elsewhere!)), Is.EqualTo(("3+0 3 0 0 0", "2+0 2 0 0 0", "1+0 1 0 0 0")));
        Assert.That((Say(day.Total), Say(day.Elsewhere!)), Is.EqualTo(("0+0 0 0 0 0", "-2+0 -2 0 0 0")), "its credits were booked on a later day");
    }

    [Test]
    public async Task A_file_guards_names_and_not_numbers()
    {
        using var file = new MemoryStream();

        await new WriteLedger(new ReadLedger(new LedgerRows(_database.App))).ExecuteAsync(_workspace, LedgerGroup.Job, new LedgerPeriod(new(2026, 10, 20), new(2026, 10, 20), Today, "Europe/Berlin"), file, default);
        var past = Text(file);
        file.SetLength(0);
        await new WriteLedger(new ReadLedger(new LedgerRows(_database.App))).ExecuteAsync(_workspace, LedgerGroup.Job, Month, file, default);

        Assert.That(past.Split("\r\n")[2], Is.EqualTo(",\"Elsewhere: jobs of other days, and removed ones\",-2,0,-2,0,0,0"));
        Assert.That(Text(file), Does.Contain(",'=Danger,4,1,4,1.5,0,0\r\n"));
    }

    private static string Text(MemoryStream file) => System.Text.Encoding.UTF8.GetString(file.ToArray()).TrimStart('\uFEFF');

    private Task<LedgerView> ReadAsync(LedgerGroup by, LedgerPeriod? period = null, int lines = 200) => new ReadLedger(new LedgerRows(_database.App)).ExecuteAsync(_workspace, by, period ?? Month, lines, default);

    private static string Say(LedgerSums sums) => FormattableString.Invariant($"{sums.Charged:0.##}+{sums.Reserved:0.##} {sums.Calls} {sums.Unknown:0.##} {sums.Free} {sums.Disputed}");

    private async Task<Guid> JobAsync(string at, Guid lane, string name, string? by, Guid? schedule, int calls, decimal credits, decimal unknown, int free, int disputed)
    {
        var id = Guid.CreateVersion7(DateTimeOffset.Parse(at, null));
        await _database.Owner.ExecuteAsync("""
            INSERT INTO outbound.jobs (id, workspace_id, lane_id, type, name, queue, priority, status, payload, total, open_items, processed, failed, dead_letters, enriched, no_match, skipped,
                   unknown, calls, cache_hits, credits, attempts, max_attempts, cursor, created_by, created_at, schedule_id, unknown_credits, free, disputed)
            VALUES ($1, $2, $3, 'enrich_accounts', $4, 'b-bulk', 5, 'processing', '{}', 1, 1, 0, 0, 0, 0, 0, 0, 0, $5, 0, $6, 0, 5, 0, $7, now(), $8, $9, $10, $11)
            """, default, id, _workspace, lane, name, calls, credits, by, new Npgsql.NpgsqlParameter { Value = (object?)schedule ?? DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Uuid }, unknown, free, disputed);
        return id;
    }

    private Task<int> HoldAsync(string provider, Guid job, decimal credits) => _database.Owner.ExecuteAsync("""
        INSERT INTO outbound.provider_lookups (id, workspace_id, provider, endpoint, question, input, state, credits_reserved, credits_charged, job_id, chunk_id, asked_at)
        VALUES (gen_random_uuid(), $1, $2, 'e', sha256($2::bytea), 'i', 0, $4, 0, $3, gen_random_uuid(), now())
        """, default, _workspace, provider, job, credits);
}
