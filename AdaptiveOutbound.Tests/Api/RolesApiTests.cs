using NUnit.Framework;

namespace AdaptiveOutbound.Tests.Api;

/// <summary>Every role against every route of the description, and against every page.</summary>
internal sealed partial class RolesApiTests : ApiFixture
{
    private static readonly string[] Roles = ["viewer", "member", "admin", "owner"];

    /// <summary>The least role of each route, written down a second time, so that a slip where a route is mapped is seen.</summary>
    private static readonly Dictionary<string, string> Least = new(StringComparer.Ordinal)
    {
        ["GET /api/v1/jobs"] = "viewer",
        ["POST /api/v1/jobs"] = "member",
        ["POST /api/v1/estimates"] = "member",
        ["GET /api/v1/jobs/stats"] = "viewer",
        ["GET /api/v1/jobs/{id}"] = "viewer",
        ["DELETE /api/v1/jobs/{id}"] = "member",
        ["GET /api/v1/jobs/{id}/items"] = "viewer",
        ["GET /api/v1/jobs/{id}/logs"] = "viewer",
        ["GET /api/v1/jobs/{id}/chunks"] = "viewer",
        ["GET /api/v1/jobs/{id}/events"] = "viewer",
        ["GET /api/v1/events"] = "viewer",
        ["POST /api/v1/jobs/{id}/cancel"] = "member",
        ["POST /api/v1/jobs/{id}/pause"] = "member",
        ["POST /api/v1/jobs/{id}/resume"] = "member",
        ["POST /api/v1/jobs/{id}/retry"] = "member",
        ["GET /api/v1/accounts"] = "viewer",
        ["POST /api/v1/accounts"] = "member",
        ["GET /api/v1/accounts/{id}"] = "viewer",
        ["PATCH /api/v1/accounts/{id}"] = "member",
        ["DELETE /api/v1/accounts/{id}"] = "member",
        ["GET /api/v1/contacts"] = "viewer",
        ["POST /api/v1/contacts"] = "member",
        ["GET /api/v1/contacts/{id}"] = "viewer",
        ["PATCH /api/v1/contacts/{id}"] = "member",
        ["DELETE /api/v1/contacts/{id}"] = "member",
        ["GET /api/v1/workspace"] = "viewer",
        ["GET /api/v1/workspace/settings"] = "viewer",
        ["PUT /api/v1/workspace/settings"] = "admin",
        ["GET /api/v1/workspace/usage"] = "viewer",
        ["GET /api/v1/workspace/usage/ledger"] = "viewer", ["GET /api/v1/workspace/usage/ledger.csv"] = "viewer",
        ["GET /api/v1/workspace/usage/lookups.csv"] = "viewer", ["GET /api/v1/workspace/usage/reconciliation"] = "viewer",
        ["GET /api/v1/alerts"] = "viewer",
        ["GET /api/v1/schedules"] = "viewer",
        ["POST /api/v1/schedules"] = "admin",
        ["GET /api/v1/schedules/{id}"] = "viewer",
        ["PUT /api/v1/schedules/{id}"] = "admin",
        ["DELETE /api/v1/schedules/{id}"] = "admin",
        ["POST /api/v1/schedules/{id}/run"] = "member",
        ["GET /api/v1/schedules/{id}/runs"] = "viewer",
        ["GET /api/v1/schedules/{id}/estimate"] = "member",
        ["PUT /api/v1/workspace/keys/{provider}"] = "admin",
        ["DELETE /api/v1/workspace/keys/{provider}"] = "admin",
        ["POST /api/v1/workspace/keys/{provider}/test"] = "admin",
        ["GET /api/v1/exports/{jobId}/file"] = "viewer",
        ["POST /api/v1/imports"] = "member",
        ["POST /api/v1/imports/preview"] = "member",
        ["GET /api/v1/imports/{id}/errors"] = "viewer",
        ["POST /api/v1/imports/{id}/undo"] = "member",
        ["POST /api/v1/jobs/{id}/revert"] = "member",
    };

    private readonly Dictionary<string, string> _tokens = [];

    [OneTimeSetUp]
    public async Task MakeTokensAsync()
    {
        foreach (var role in Roles) _tokens[role] = await TokenAsync(role);
    }

    [Test]
    public void Every_route_stands_in_the_table_of_least_roles_as_it_is_described()
    {
        var missing = Walk.Routes.Where(r => !Least.ContainsKey($"{r}")).Select(r => $"{r} has no least role here: decide which role may call it, and add it to Least");
        var gone = Least.Keys.Except(Walk.Routes.Select(r => $"{r}")).Select(r => $"{r} is no route any more: take it out of Least");
        var other = Walk.Routes.Where(r => Least.TryGetValue($"{r}", out var least) && !r.Operation.GetProperty("description").GetString()!.EndsWith($"Role: {least}.", StringComparison.Ordinal))
            .Select(r => $"{r} describes another role than {Least[$"{r}"]}");

        Assert.That(missing.Concat(gone).Concat(other), Is.Empty);
    }

    [Test]
    public async Task A_role_that_is_too_low_is_forbidden_and_changes_nothing()
    {
        var before = await StateAsync(Demo);

        foreach (var (route, role) in Cases(enough: false))
        {
            using var response = await Walk.SendAsync(route, _tokens[role], await Walk.KnownAsync(route.Path), route.Example);
            var text = await response.Content.ReadAsStringAsync();
            Assert.That(((int)response.StatusCode, text.Contains("\"code\":\"forbidden\"", StringComparison.Ordinal)), Is.EqualTo((403, true)), $"{route} as {role}: {text}");
        }

        Assert.That(await StateAsync(Demo), Is.EqualTo(before));
    }

    [Test]
    public async Task A_role_that_is_enough_is_let_through()
    {
        foreach (var (route, role) in Cases(enough: true))
        {
            using var response = await Walk.SendAsync(route, _tokens[role], ApiWalk.Unknown(route.Path));
            Assert.That((int)response.StatusCode, Is.Not.AnyOf(401, 403).And.LessThan(500), $"{route} as {role}");
        }
    }

    private IEnumerable<(DescribedRoute Route, string Role)> Cases(bool enough) =>
        from route in Walk.Routes
        where Least.ContainsKey($"{route}")
        from role in Roles
        where Array.IndexOf(Roles, role) >= Array.IndexOf(Roles, Least[$"{route}"]) == enough
        select (route, role);
}
