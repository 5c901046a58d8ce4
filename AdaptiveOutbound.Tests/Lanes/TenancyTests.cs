using AdaptiveOutbound.Data;
using AdaptiveOutbound.Data.Lanes;
using AdaptiveOutbound.Data.Operations;
using AdaptiveOutbound.Data.Workspaces;
using AdaptiveOutbound.Tests.Support;
using NUnit.Framework;

namespace AdaptiveOutbound.Tests.Lanes;

internal sealed class TenancyTests
{
    private EngineHost _host = null!;
    private Guid _job, _lane, _chunk;

    [OneTimeSetUp]
    public async Task SetUpAsync()
    {
        _host = await EngineHost.CreateAsync();
        _lane = await _host.Make.LaneAsync();
        _job = await _host.Make.JobAsync(3);
        _chunk = Guid.CreateVersion7();
        await _host.RunAsync("INSERT INTO outbound.chunks (id, lane_id, workspace_id, slot, status, items, created_at) VALUES ($1, $2, $3, 0, 'processing', 0, now())", _chunk, _lane, _host.Make.Workspace);
    }

    [OneTimeTearDown]
    public async Task TearDownAsync() => await _host.DisposeAsync();

    [Test]
    public async Task Opening_and_taking_without_a_workspace_touch_nothing()
    {
        var app = _host.Database.App;
        var taken = await app.QueryAsync(BatchSql.Take, r => r.GetGuid(0), CancellationToken.None, _chunk, _lane, 10);

        Assert.That(taken, Is.Empty);
        Assert.That(await app.ExecuteAsync(BatchSql.Open, CancellationToken.None, _chunk, 1), Is.Zero);
        Assert.That(await app.ExecuteAsync(BatchSql.HandBack, CancellationToken.None, new[] { Guid.NewGuid() }, _chunk), Is.Zero);
        Assert.That(await app.ExecuteAsync(BatchSql.Finish, CancellationToken.None, _chunk), Is.Zero);
    }

    [Test]
    public async Task The_fence_refuses_without_a_workspace() =>
        await Assert.ThatAsync(() => _host.Database.App.QueryAsync(BatchSql.Fence, r => 0, CancellationToken.None, _chunk, 1),
            Throws.TypeOf<Npgsql.PostgresException>().With.Property("SqlState").EqualTo("AO001"));

    [Test]
    public async Task Another_workspace_takes_nothing_of_a_lane_that_is_not_its_own()
    {
        var stranger = new LaneInfo(_lane, await _host.Make.WorkspaceAsync(), "stranger", _host.Work.Type, "", 0);

        Assert.That(await _host.Get<ChunkStore>().OpenAsync(_chunk, stranger, 1, 10, CancellationToken.None), Is.Empty);
        Assert.That(await _host.AskAsync<long>("SELECT count(*) FROM outbound.job_items WHERE state = 0"), Is.EqualTo(3));
    }

    [TestCase("jobs")]
    [TestCase("job_items")]
    [TestCase("lanes")]
    [TestCase("chunks")]
    public async Task Rows_of_another_workspace_are_invisible(string table)
    {
        await using var batch = await WorkspaceBatch.OpenAsync(_host.Database.App, Guid.NewGuid(), CancellationToken.None);
        await using var reader = await batch.Add($"SELECT count(*) FROM outbound.{table}").ExecuteReaderAsync(CancellationToken.None);
        await reader.NextResultAsync();
        await reader.ReadAsync();

        Assert.That(reader.GetInt64(0), Is.Zero);
    }

    [Test]
    public async Task Every_table_of_tenants_is_held_by_row_level_security()
    {
        var checks = await RowSecurityProof.RunAsync(_host.Database.App, CancellationToken.None);

        Assert.That(checks.Where(c => c.Faults.Count > 0).Select(c => $"{c.Table}: {string.Join(", ", c.Faults)}"), Is.Empty);
        Assert.That(checks.Select(c => c.Table), Is.SupersetOf(new[] { "jobs", "job_items", "chunks", "lanes", "job_logs", "accounts", "contacts", "provider_lookups", "workspaces", "workspace_settings" }));
    }

    [Test]
    public async Task A_table_whose_security_was_switched_off_is_found()
    {
        await using var database = await TestDatabase.CreateAsync();
        await database.Owner.ExecuteAsync("ALTER TABLE outbound.jobs NO FORCE ROW LEVEL SECURITY; ALTER TABLE outbound.lanes DISABLE ROW LEVEL SECURITY; DROP POLICY tenant ON outbound.chunks", CancellationToken.None);

        var checks = await RowSecurityProof.RunAsync(database.App, CancellationToken.None);

        Assert.That(checks.Where(c => c.Faults.Count > 0).Select(c => c.Table), Is.EquivalentTo(new[] { "jobs", "lanes", "chunks" }));
    }

    [TestCase("outbound_app_login", true)]
    [TestCase("reporting", true)]
    [TestCase("public", true)]
    [TestCase("outbound_system", false)]
    public async Task A_policy_that_lets_the_apps_login_through_is_found_whichever_of_its_roles_it_names(string role, bool isFound)
    {
        await using var database = await TestDatabase.CreateAsync();
        if (role == "reporting") await database.RunAsSuperuserAsync($"CREATE ROLE {role = $"reporting_{database.Name}"}; GRANT {role} TO outbound_app_login");
        await database.Owner.ExecuteAsync($"CREATE POLICY leak ON outbound.invitations TO {role} USING (true) WITH CHECK (true)", CancellationToken.None);

        var checks = await RowSecurityProof.RunAsync(database.App, CancellationToken.None);
        if (role.StartsWith("reporting", StringComparison.Ordinal)) await database.RunAsSuperuserAsync($"DROP OWNED BY {role}; DROP ROLE {role}");

        Assert.That(checks.Where(c => c.Faults.Count > 0).Select(c => c.Table), Is.EqualTo(isFound ? new[] { "invitations" } : []));
    }

    [Test]
    public async Task Neither_role_may_truncate_or_step_over_row_level_security()
    {
        var wrong = await _host.Database.Owner.QueryAsync("""
            SELECT g.role || ' may truncate ' || c.relname FROM pg_class c CROSS JOIN (VALUES ('outbound_app_login'), ('outbound_system_login')) g(role)
             WHERE c.relnamespace = 'outbound'::regnamespace AND c.relkind IN ('r', 'p') AND has_table_privilege(g.role, c.oid, 'TRUNCATE')
            UNION ALL SELECT rolname || ' bypasses' FROM pg_roles WHERE rolname LIKE 'outbound%' AND (rolbypassrls OR rolsuper)
            """, r => r.GetString(0), CancellationToken.None);

        Assert.That(wrong, Is.Empty);
    }

    [TestCase("SELECT payload FROM outbound.jobs")]
    [TestCase("SELECT sealed_keys FROM outbound.workspace_settings")]
    [TestCase("SELECT answer FROM outbound.provider_lookups")]
    [TestCase("SELECT fields FROM outbound.accounts")]
    [TestCase("SELECT fields FROM outbound.contacts")]
    public async Task The_system_role_never_sees_what_the_work_is_about(string sql) =>
        await Assert.ThatAsync(() => _host.Database.System.QueryAsync(sql, r => 0, CancellationToken.None),
            Throws.TypeOf<Npgsql.PostgresException>().With.Property("SqlState").EqualTo("42501"));
}
