using AdaptiveOutbound.Data.Workspaces;
using AdaptiveOutbound.Jobs.Workspaces;
using AdaptiveOutbound.Tests.Support;
using NUnit.Framework;

namespace AdaptiveOutbound.Tests.Workspaces;

[TestFixture]
internal sealed class CreateWorkspaceTests
{
    private TestDatabase _database = null!;

    [OneTimeSetUp]
    public async Task OpenAsync() => _database = await TestDatabase.CreateAsync();

    [OneTimeTearDown]
    public async Task CloseAsync() => await _database.DisposeAsync();

    [Test]
    public async Task Makes_a_workspace_that_is_found_by_its_name()
    {
        var id = await TestWorkspace.CreateAsync(_database, "north-1");

        Assert.That(await new FindWorkspace(new WorkspaceRows(_database.App)).ExecuteAsync("north-1", CancellationToken.None), Is.EqualTo(id));
    }

    [Test]
    public async Task Refuses_a_name_that_is_taken_and_keeps_the_first()
    {
        var first = await TestWorkspace.CreateAsync(_database, "twice");

        var second = await Create().ExecuteAsync("twice", CancellationToken.None);

        Assert.That(second, Is.InstanceOf<CreateWorkspaceResult.Refused>().With.Property("Code").EqualTo("slug_taken"));
        Assert.That(await new FindWorkspace(new WorkspaceRows(_database.App)).ExecuteAsync("twice", CancellationToken.None), Is.EqualTo(first));
    }

    [TestCase("")]
    [TestCase("Acme")]
    [TestCase("a_b")]
    [TestCase("-a")]
    [TestCase("a-")]
    [TestCase("a\n")]
    [TestCase("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")]
    public async Task Refuses_what_cannot_be_a_name(string slug)
    {
        var result = await Create().ExecuteAsync(slug, CancellationToken.None);

        Assert.That(result, Is.InstanceOf<CreateWorkspaceResult.Refused>().With.Property("Code").EqualTo("invalid_slug"));
    }

    [Test]
    public async Task Names_of_probes_are_for_probes()
    {
        var refused = await Create().ExecuteAsync("preflight-0123456789ab", CancellationToken.None);
        var made = await Create().ForProbeAsync(CancellationToken.None);

        Assert.That(refused, Is.InstanceOf<CreateWorkspaceResult.Refused>().With.Property("Message").Contains("begin with preflight-"));
        Assert.That(made!.Value.Slug, Does.Match("^preflight-[0-9a-f]{12}$"));
    }

    [Test]
    public async Task Finds_nothing_where_nothing_is()
    {
        Assert.That(await new FindWorkspace(new WorkspaceRows(_database.App)).ExecuteAsync("nobody", CancellationToken.None), Is.Null);
    }

    private CreateWorkspace Create() => new(new WorkspaceRows(_database.App), TimeProvider.System);
}
