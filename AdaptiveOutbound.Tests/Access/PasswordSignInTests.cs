using AdaptiveOutbound.Jobs.Users;
using AdaptiveOutbound.Web.Access;
using Microsoft.AspNetCore.Identity;
using NUnit.Framework;

namespace AdaptiveOutbound.Tests.Access;

/// <summary>What a refusal costs, counted and not timed: one that costs less would tell which accounts exist.</summary>
[TestFixture]
internal sealed class PasswordSignInTests
{
    private const string Password = "rope ladder behind the mill", Wrong = "not the right password";
    private UsersOfTest _users = null!;

    [OneTimeSetUp]
    public async Task OpenAsync()
    {
        _users = await UsersOfTest.CreateAsync();
        foreach (var name in new[] { "known", "locked", "passkey", "many" })
        {
            var (user, trouble) = await _users.AskAsync((MakeUser make) => make.ExecuteAsync(name, $"{name}@tidewater.example", name == "passkey" ? null : Password, isOperator: false));
            Assert.That(user, Is.Not.Null, string.Join(' ', trouble.Values));
        }

        await _users.Database.RunAsSuperuserAsync("UPDATE outbound.users SET lockout_end = now() + interval '5 minutes' WHERE name = 'locked'");
    }

    [OneTimeTearDown]
    public async Task CloseAsync() => await _users.DisposeAsync();

    [Test]
    public async Task Every_refusal_does_the_same_work()
    {
        var known = await WorkAsync("known@tidewater.example", Wrong);

        var unknown = await WorkAsync("nobody@tidewater.example", Wrong);
        var locked = await WorkAsync("locked@tidewater.example", Wrong);
        var lockedRight = await WorkAsync("locked@tidewater.example", Password);
        var passkey = await WorkAsync("passkey@tidewater.example", Wrong);

        Assert.That(known.Hashes, Is.EqualTo(1));
        Assert.That(known.Statements, Has.Length.EqualTo(2), "a look-up and a count");
        Assert.That(new[] { unknown, locked, lockedRight, passkey }.Select(work => work.Hashes), Is.All.EqualTo(known.Hashes));
        Assert.That(new[] { unknown, locked, lockedRight, passkey }.Select(work => string.Join('\n', work.Statements)), Is.All.EqualTo(string.Join('\n', known.Statements)));
        Assert.That(await StandingAsync("known"), Is.EqualTo("1 f"));
        Assert.That(await StandingAsync("locked"), Is.EqualTo("0 t"), "a locked account counts no further");
    }

    [Test]
    public async Task Tries_at_once_count_each_and_the_fifth_locks_for_ten_minutes()
    {
        var tries = await Task.WhenAll(Enumerable.Range(0, CountWrongPassword.Most - 1).Select(_ => Task.Run(() => TryAsync("many@tidewater.example", Wrong))));
        var before = await StandingAsync("many");

        var last = await TryAsync("many@tidewater.example", Wrong);

        Assert.That(tries.Append(last), Is.All.False);
        Assert.That((before, await StandingAsync("many")), Is.EqualTo(("4 f", "0 t")));
        Assert.That(await AskAsync("SELECT (lockout_end - now() BETWEEN interval '9 minutes' AND interval '10 minutes')::text FROM outbound.users WHERE name = 'many'"), Is.EqualTo("true"));
        Assert.That(await TryAsync("many@tidewater.example", Password), Is.False, "the right one too");
    }

    private Task<bool> TryAsync(string email, string password) => _users.AskAsync((PasswordSignIn signIn) => signIn.ExecuteAsync(email, password));

    private async Task<(int Hashes, string[] Statements)> WorkAsync(string email, string password)
    {
        _users.Hasher.Count = 0;
        var signedIn = true;
        var statements = await _users.StatementsAsync(async () => signedIn = await TryAsync(email, password));
        Assert.That(signedIn, Is.False, email);
        return (_users.Hasher.Count, [.. statements]);
    }

    // Wrong tries that stand, and whether it is locked.
    private Task<string> StandingAsync(string name) =>
        AskAsync($"SELECT access_failed_count || ' ' || CASE WHEN coalesce(lockout_end > now(), false) THEN 't' ELSE 'f' END FROM outbound.users WHERE name = '{name}'");

    private async Task<string> AskAsync(string sql)
    {
        await using var command = _users.Database.Owner.CreateCommand(sql);
        return $"{await command.ExecuteScalarAsync()}";
    }
}
