using AdaptiveOutbound.Data.Operations;
using AdaptiveOutbound.Tests.Support;
using NUnit.Framework;
using Npgsql;

namespace AdaptiveOutbound.Tests.Operations;

internal sealed class DatabaseRolesTests
{
    [Test]
    public async Task Makes_roles_and_database_once_however_many_ask_at_once()
    {
        await using var cluster = await EmbeddedClusterTests.OpenAsync(TestCluster.NewDirectory());
        DatabaseLogin[] logins = [.. RoleSql.Groups.Select(group => new DatabaseLogin(group, "it's \"one\""))];

        await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => DatabaseRoles.CreateAsync(cluster.SuperuserConnection(), "raced", logins, CancellationToken.None)));

        Assert.That(await DatabaseRoles.AreCompleteAsync(cluster.SuperuserConnection(), "raced", logins, CancellationToken.None));
    }

    [Test]
    public async Task Gives_the_group_roles_no_login_and_the_logins_no_power()
    {
        var cluster = await TestCluster.GetAsync();

        var roles = await EmbeddedClusterTests.ScalarAsync(
            cluster.SuperuserConnection(),
            "select array_agg(rolname || ' ' || rolcanlogin || ' ' || (rolsuper or rolbypassrls or rolcreatedb or rolcreaterole or rolreplication) order by rolname) from pg_roles where rolname like 'outbound%'");

        Assert.That(roles, Is.EqualTo(new[]
        {
            "outbound_app false false", "outbound_app_login true false",
            "outbound_owner false false", "outbound_owner_login true false",
            "outbound_system false false", "outbound_system_login true false",
        }));
    }

    [Test]
    public async Task What_the_owner_makes_belongs_to_the_group_and_is_closed_to_the_app()
    {
        await using var database = await TestDatabase.CreateAsync();
        await ExecuteAsync(database.Owner, "create schema if not exists outbound; create table outbound.made (id int)");

        var owner = await EmbeddedClusterTests.ScalarAsync(database.Connections.App, "select tableowner::text from pg_tables where tablename = 'made'");

        Assert.That(owner, Is.EqualTo("outbound_owner"));
        await Assert.ThatAsync(() => ExecuteAsync(database.App, "select * from outbound.made"), Throws.TypeOf<PostgresException>());
        await Assert.ThatAsync(() => ExecuteAsync(database.App, "create table public.mine (id int)"), Throws.TypeOf<PostgresException>());
    }

    [Test]
    public async Task Accepts_the_login_of_the_app()
    {
        await using var database = await TestDatabase.CreateAsync();

        await RoleCheck.VerifyAsync(database.App, CancellationToken.None);
    }

    [TestCase("alter role {0} superuser", "is a superuser")]
    [TestCase("alter role {0} bypassrls", "has BYPASSRLS")]
    [TestCase("create schema if not exists outbound; create table outbound.owned (id int); alter table outbound.owned owner to {0}", "owns tables")]
    [TestCase("create schema if not exists outbound; create table outbound.owned (id int); alter table outbound.owned owner to outbound_owner; grant outbound_owner to {0}", "owns tables")]
    public async Task Refuses_a_login_that_row_level_security_would_not_hold(string sql, string reason)
    {
        await using var database = await TestDatabase.CreateAsync();
        var login = $"login_{Guid.NewGuid():N}";
        await database.RunAsSuperuserAsync($"create role {login} login password 'p' in role outbound_app; " + string.Format(null, sql, login));
        var text = new NpgsqlConnectionStringBuilder(database.Connections.App) { Username = login, Password = "p", Pooling = false }.ConnectionString;
        await using var source = NpgsqlDataSource.Create(text);

        var error = await Assert.ThrowsAsync<DatabaseUnavailableException>(() => RoleCheck.VerifyAsync(source, CancellationToken.None));

        Assert.That(error!.Message, Does.Contain(login).And.Contain(reason));
        await database.RunAsSuperuserAsync($"drop table if exists outbound.owned; drop role {login}");
    }

    [Test]
    public async Task An_administrator_who_is_no_superuser_may_run_the_script()
    {
        var cluster = await TestCluster.GetAsync();
        await TestCluster.RunAsync(cluster, "create role scripted_admin login createrole createdb password 'p'");
        var admin = new NpgsqlConnectionStringBuilder(cluster.SuperuserConnection()) { Username = "scripted_admin", Password = "p", Pooling = false }.ConnectionString;
        // Under other names: roles belong to the whole server, and those of the product are there.
        var script = RoleSql.Script("scripted").Replace("outbound_", "scripted_", StringComparison.Ordinal);

        await using (var source = NpgsqlDataSource.Create(admin))
            foreach (var statement in script.ReplaceLineEndings("\n").Split(";\n", StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)) await ExecuteAsync(source, statement);

        var owner = await EmbeddedClusterTests.ScalarAsync(cluster.SuperuserConnection(), "select pg_get_userbyid(datdba)::text from pg_database where datname = 'scripted'");
        var member = await EmbeddedClusterTests.ScalarAsync(cluster.SuperuserConnection(), "select pg_has_role('scripted_admin', 'scripted_owner', 'usage')");
        foreach (var statement in new[] { "database scripted", "role scripted_owner_login, scripted_app_login, scripted_system_login, scripted_owner, scripted_app, scripted_system, scripted_admin" })
            await TestCluster.RunAsync(cluster, $"drop {statement}");
        Assert.That((owner, member), Is.EqualTo(("scripted_owner", false)));
    }

    private static async Task ExecuteAsync(NpgsqlDataSource source, string sql)
    {
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }
}
