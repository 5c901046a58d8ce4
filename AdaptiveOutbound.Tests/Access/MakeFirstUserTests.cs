using AdaptiveOutbound.Jobs.Members;
using AdaptiveOutbound.Web.Access;
using Npgsql;
using NUnit.Framework;

namespace AdaptiveOutbound.Tests.Access;

[TestFixture]
internal sealed class MakeFirstUserTests
{
    [Test]
    public async Task The_link_stays_good_when_the_database_fails_before_there_is_a_user()
    {
        await using var users = await UsersOfTest.CreateAsync();
        var code = users.Get<SetUpLink>().Path.Split("code=")[1];
        await users.Database.RunAsSuperuserAsync("ALTER TABLE outbound.users RENAME TO users_away");

        Assert.That(() => MakeAsync(users, code), Throws.InstanceOf<PostgresException>());
        await users.Database.RunAsSuperuserAsync("ALTER TABLE outbound.users_away RENAME TO users");
        var open = await users.AskAsync((MakeFirstUser make) => make.IsOpenAsync(code, CancellationToken.None));
        var made = await MakeAsync(users, code);

        Assert.That((open, made.User?.IsOperator), Is.EqualTo((true, true)), string.Join(' ', made.Trouble.Values));
        Assert.That(await users.Get<Memberships>().OfAsync(made.User!.Id, CancellationToken.None), Has.Count.EqualTo(1).And.One.Property("Role").EqualTo("owner"));
        Assert.That(await users.AskAsync((MakeFirstUser make) => make.IsOpenAsync(code, CancellationToken.None)), Is.False, "once");
    }

    private static Task<(AdaptiveOutbound.Data.Users.User? User, IReadOnlyDictionary<string, string> Trouble)> MakeAsync(UsersOfTest users, string code) =>
        users.AskAsync((MakeFirstUser make) => make.ExecuteAsync(code, "Olga", "olga@tidewater.example", "rope ladder behind the mill"));
}
