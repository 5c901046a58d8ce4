using AdaptiveOutbound.Data;
using AdaptiveOutbound.Data.Audit;
using AdaptiveOutbound.Data.Members;
using AdaptiveOutbound.Data.Tokens;
using AdaptiveOutbound.Jobs.Audit;
using AdaptiveOutbound.Jobs.Members;
using AdaptiveOutbound.Jobs.Tokens;
using AdaptiveOutbound.Tests.Support;
using NUnit.Framework;

namespace AdaptiveOutbound.Tests.Members;

/// <summary>Members and invitations over PostgreSQL.</summary>
[TestFixture]
internal sealed class MembersTests
{
    private static readonly Actor Owner = new("olga@example.com", WorkspaceRole.Owner);
    private static readonly Actor Admin = new("adam@example.com", WorkspaceRole.Admin);
    private static int _names;
    private TestDatabase _database = null!;
    private Guid _workspace;
    private Guid _owner;

    private MemberRows Rows => new(_database.App);

    private InvitationRows Invitations => new(_database.App);

    [OneTimeSetUp]
    public async Task OpenAsync() => _database = await TestDatabase.CreateAsync();

    [OneTimeTearDown]
    public async Task CloseAsync() => await _database.DisposeAsync();

    [SetUp]
    public async Task SetUpAsync()
    {
        var number = Interlocked.Increment(ref _names);
        _workspace = await TestWorkspace.CreateAsync(_database, $"members-{number}");
        _owner = await MemberAsync($"olga{number}@example.com", WorkspaceRole.Owner);
    }

    [Test]
    public async Task An_invitation_makes_one_membership_for_its_address_alone()
    {
        var ida = await UserAsync($"Ida{_names}@Example.com");
        var made = (InviteResult.Made)await new InviteMember(Invitations, TimeProvider.System).ExecuteAsync(_workspace, $"ida{_names}@example.com", WorkspaceRole.Member, Admin, CancellationToken.None);
        var accept = new AcceptInvitation(new FindInvitation(Invitations), Invitations);

        var other = await accept.ExecuteAsync(made.Secret, ida, "eve@example.com", CancellationToken.None);
        var both = await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => Task.Run(() => accept.ExecuteAsync(made.Secret, ida, $"IDA{_names}@example.com", CancellationToken.None))));
        var late = await accept.ExecuteAsync(made.Secret, ida, $"ida{_names}@example.com", CancellationToken.None);

        Assert.That(CodeOf(other), Is.EqualTo("other_email"));
        Assert.That(both.OfType<MemberResult.Done>().Count(), Is.EqualTo(1));
        Assert.That(CodeOf(late), Is.EqualTo("invitation_invalid"));
        Assert.That(await new Memberships(Rows).OfAsync(ida, CancellationToken.None), Has.Count.EqualTo(1).And.One.Property("Role").EqualTo("member"));
        Assert.That(await new ListInvitations(Invitations, TimeProvider.System).ExecuteAsync(_workspace, CancellationToken.None), Is.Empty);
    }

    [Test]
    public async Task A_revoked_or_expired_invitation_is_found_no_more()
    {
        var invite = new InviteMember(Invitations, TimeProvider.System);
        var revoked = (InviteResult.Made)await invite.ExecuteAsync(_workspace, "a@example.com", WorkspaceRole.Viewer, Admin, CancellationToken.None);
        var expired = (InviteResult.Made)await invite.ExecuteAsync(_workspace, "b@example.com", WorkspaceRole.Viewer, Admin, CancellationToken.None);
        var find = new FindInvitation(Invitations);
        Assert.That(await find.ExecuteAsync(revoked.Secret, CancellationToken.None), Is.Not.Null);

        await new RevokeInvitation(Invitations).ExecuteAsync(_workspace, revoked.Id, Admin.By, CancellationToken.None);
        await _database.Owner.ExecuteAsync("UPDATE outbound.invitations SET expires_at = now() WHERE id = $1", CancellationToken.None, expired.Id);

        Assert.That(await find.ExecuteAsync(revoked.Secret, CancellationToken.None), Is.Null);
        Assert.That(await find.ExecuteAsync(expired.Secret, CancellationToken.None), Is.Null);
        Assert.That(await find.ExecuteAsync("nonsense", CancellationToken.None), Is.Null);
    }

    [Test]
    public async Task Only_an_owner_names_and_changes_owners_and_the_last_one_stays()
    {
        var mia = await MemberAsync($"mia{_names}@example.com", WorkspaceRole.Member);
        var (change, remove) = (new ChangeMemberRole(Rows), new RemoveMember(Rows));

        Assert.That(CodeOf(await change.ExecuteAsync(_workspace, mia, WorkspaceRole.Owner, Admin, CancellationToken.None)), Is.EqualTo("forbidden"));
        Assert.That(CodeOf(await remove.ExecuteAsync(_workspace, _owner, Admin, CancellationToken.None)), Is.EqualTo("forbidden"));
        Assert.That(CodeOf(await remove.ExecuteAsync(_workspace, _owner, Owner, CancellationToken.None)), Is.EqualTo("last_owner"));
        Assert.That(CodeOf(await change.ExecuteAsync(_workspace, _owner, WorkspaceRole.Admin, Owner, CancellationToken.None)), Is.EqualTo("last_owner"));
        Assert.That(await change.ExecuteAsync(_workspace, Guid.NewGuid(), WorkspaceRole.Admin, Owner, CancellationToken.None), Is.InstanceOf<MemberResult.NotFound>());
        Assert.That(await change.ExecuteAsync(_workspace, mia, WorkspaceRole.Owner, Owner, CancellationToken.None), Is.InstanceOf<MemberResult.Done>());
        var both = await Task.WhenAll(remove.ExecuteAsync(_workspace, _owner, Owner, CancellationToken.None), remove.ExecuteAsync(_workspace, mia, Owner, CancellationToken.None));
        Assert.That(both.OfType<MemberResult.Done>().Count(), Is.EqualTo(1), "two owners who go at once do not both go");
    }

    [Test]
    public async Task Who_is_removed_takes_their_tokens_and_invitations_along_and_the_log_tells()
    {
        var mail = $"tom{_names}@example.com";
        var tom = await MemberAsync(mail, WorkspaceRole.Admin);
        var tokens = new ApiTokens(new ApiTokenRows(_database.App), TimeProvider.System);
        var maker = new Actor(mail, WorkspaceRole.Admin);
        var made = (MakeTokenResult.Made)await tokens.MakeAsync(_workspace, "sync", WorkspaceRole.Admin, null, maker, CancellationToken.None);
        Assert.That(CodeOf(await tokens.MakeAsync(_workspace, "high", WorkspaceRole.Owner, null, maker, CancellationToken.None)), Is.EqualTo("role_too_high"));
        Assert.That(await tokens.FindAsync(made.Text, CancellationToken.None), Is.Not.Null);
        var friend = (InviteResult.Made)await new InviteMember(Invitations, TimeProvider.System).ExecuteAsync(_workspace, $"friend{_names}@example.com", WorkspaceRole.Member, maker, CancellationToken.None);

        await new RemoveMember(Rows).ExecuteAsync(_workspace, tom, Owner, CancellationToken.None);

        Assert.That(await tokens.FindAsync(made.Text, CancellationToken.None), Is.Null);
        Assert.That((await Invitations.ListAsync(_workspace, CancellationToken.None)).Select(i => i.Id), Does.Not.Contain(friend.Id));
        Assert.That(await new Memberships(Rows).OfAsync(tom, CancellationToken.None), Is.Empty);
        var first = await new ListAudit(new AuditRows(_database.App)).ExecuteAsync(_workspace, null, 3, CancellationToken.None);
        var rest = await new ListAudit(new AuditRows(_database.App)).ExecuteAsync(_workspace, Guid.Parse(first.Next!), 50, CancellationToken.None);
        // Lines of one millisecond stand in any order.
        Assert.That(first.Data.Concat(rest.Data).Select(l => l.Action), Is.EquivalentTo(new[] { "member.removed", "invitation.made", "token.made", "member.added", "member.added" }));
    }

    [Test]
    public async Task A_token_is_found_and_revoked_however_many_are_newer_and_revoked_ones_stand_behind_it_in_the_list()
    {
        var tokens = new ApiTokens(new ApiTokenRows(_database.App), TimeProvider.System);
        var old = ((MakeTokenResult.Made)await tokens.MakeAsync(_workspace, "old", WorkspaceRole.Viewer, null, Owner, CancellationToken.None)).Token.Id;
        await NewerAsync(revoked: true);
        Assert.That((await tokens.ListAsync(_workspace, CancellationToken.None))[0].Id, Is.EqualTo(old), "revoked ones push no other out of the list");
        await NewerAsync(revoked: false);
        Assert.That((await tokens.ListAsync(_workspace, CancellationToken.None)).Select(t => t.Id), Does.Not.Contain(old), "there are more than the list shows");

        var found = await tokens.FindAsync(_workspace, old, CancellationToken.None);
        var elsewhere = await tokens.FindAsync(Guid.NewGuid(), old, CancellationToken.None);
        var revoked = await tokens.RevokeAsync(_workspace, old, Owner.By, CancellationToken.None);

        Assert.That((found?.Name, found?.RevokedAt, elsewhere, revoked), Is.EqualTo(("old", (DateTimeOffset?)null, (ApiToken?)null, true)));
        Assert.That((await tokens.FindAsync(_workspace, old, CancellationToken.None))?.RevokedAt, Is.Not.Null);
    }

    // 200 tokens that are newer than all before.
    private async Task NewerAsync(bool revoked)
    {
        Guid[] ids = [.. Enumerable.Range(0, 200).Select(_ => Guid.CreateVersion7(TimeProvider.System.GetUtcNow().AddMinutes(1)))];
        await _database.Owner.ExecuteAsync("""
            INSERT INTO outbound.api_tokens (id, workspace_id, name, role, hash, created_at, revoked_at)
            SELECT id, $1, 'newer', 'viewer', sha256(id::text::bytea), now(), CASE WHEN $3 THEN now() END FROM unnest($2::uuid[]) id
            """, CancellationToken.None, _workspace, ids, revoked);
    }

    [Test]
    public async Task Tokens_page_newest_first()
    {
        var tokens = new ApiTokens(new ApiTokenRows(_database.App), TimeProvider.System);
        foreach (var name in new[] { "one", "two", "three" }) await tokens.MakeAsync(_workspace, name, WorkspaceRole.Viewer, null, Admin, CancellationToken.None);

        var first = await tokens.PageAsync(_workspace, null, 2, CancellationToken.None);
        var rest = await tokens.PageAsync(_workspace, Guid.Parse(first.Next!), 2, CancellationToken.None);

        Assert.That(first.Data.Concat(rest.Data).Select(token => token.Name), Is.EqualTo(new[] { "three", "two", "one" }));
        Assert.That(rest.Next, Is.Null);
    }

    private static string? CodeOf(object result) => result switch
    {
        MemberResult.Refused refused => refused.Code,
        MakeTokenResult.Refused refused => refused.Code,
        _ => null,
    };

    private async Task<Guid> MemberAsync(string email, WorkspaceRole role)
    {
        var id = await UserAsync(email);
        Assert.That(await new AddMember(Rows, TimeProvider.System).ExecuteAsync(_workspace, id, email, role, "command line", CancellationToken.None), Is.True);
        return id;
    }

    private async Task<Guid> UserAsync(string email)
    {
        var id = Guid.CreateVersion7();
        await _database.Owner.ExecuteAsync("""
            INSERT INTO outbound.users (id, name, is_operator, created_at, email, normalized_email, email_confirmed, phone_number_confirmed, two_factor_enabled, lockout_enabled, access_failed_count)
            VALUES ($1, $2, false, now(), $2, upper($2), true, false, false, true, 0)
            """, CancellationToken.None, id, email);
        return id;
    }
}
