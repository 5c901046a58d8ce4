using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using AdaptiveOutbound.Tests.Access;
using AdaptiveOutbound.Web.Sandbox;
using NUnit.Framework;

namespace AdaptiveOutbound.Tests.Api;

// Every handler of every page: as each role, as somebody of another workspace, as nobody.
internal sealed partial class RolesApiTests
{
    private const string Other = "other";
    private const string Everybody = "everybody", SignedIn = "signed in", Operator = "operator";

    /// <summary>Whom each handler answers, written down a second time, so that a page without a role, or with another one, is seen.</summary>
    private static readonly Dictionary<string, string> Answers = new(StringComparer.Ordinal)
    {
        ["GET Workspace/Home"] = "viewer", ["GET Workspace/Home Events"] = "viewer", ["POST Workspace/Home Sample"] = "member", ["POST Workspace/Home Dismiss"] = "member",
        ["GET Workspace/Import"] = "member", ["POST Workspace/Import"] = "member",
        ["GET Workspace/ImportCheck"] = "member", ["POST Workspace/ImportCheck Check"] = "member", ["POST Workspace/ImportCheck"] = "member",
        ["GET Workspace/ImportDone"] = "viewer", ["GET Workspace/ImportDone Errors"] = "viewer",
        ["GET Workspace/ImportUndo"] = "member", ["POST Workspace/ImportUndo"] = "member",
        ["GET Workspace/JobRevert"] = "member", ["POST Workspace/JobRevert"] = "member",
        ["GET Workspace/Records"] = "viewer", ["POST Workspace/Records Export"] = "member",
        ["GET Workspace/RecordsEnrich"] = "member", ["POST Workspace/RecordsEnrich"] = "member",
        ["GET Workspace/RecordShow"] = "viewer", ["GET Workspace/RecordEdit"] = "member", ["POST Workspace/RecordEdit"] = "member",
        ["GET Workspace/RecordDelete"] = "member", ["POST Workspace/RecordDelete"] = "member",
        ["GET Workspace/Jobs"] = "viewer", ["GET Workspace/Jobs Events"] = "viewer", ["GET Workspace/JobShow"] = "viewer", ["GET Workspace/JobShow Events"] = "viewer",
        ["GET Workspace/JobShow File"] = "viewer", ["GET Workspace/JobShow Errors"] = "viewer",
        ["POST Workspace/JobShow Pause"] = "member", ["POST Workspace/JobShow Resume"] = "member", ["POST Workspace/JobShow Retry"] = "member",
        ["GET Workspace/JobStop"] = "member", ["POST Workspace/JobStop"] = "member",
        ["GET Workspace/Schedules"] = "viewer", ["GET Workspace/ScheduleShow"] = "viewer", ["POST Workspace/ScheduleShow Run"] = "member",
        ["POST Workspace/ScheduleShow Pause"] = "admin", ["POST Workspace/ScheduleShow Resume"] = "admin",
        ["GET Workspace/ScheduleNew"] = "admin", ["POST Workspace/ScheduleNew"] = "admin", ["POST Workspace/ScheduleNew Times"] = "admin",
        ["GET Workspace/ScheduleEdit"] = "admin", ["POST Workspace/ScheduleEdit"] = "admin", ["POST Workspace/ScheduleEdit Times"] = "admin",
        ["GET Workspace/ScheduleRemove"] = "admin", ["POST Workspace/ScheduleRemove"] = "admin",
        ["GET Workspace/Usage"] = "viewer", ["GET Workspace/Usage Ledger"] = "viewer", ["GET Workspace/Usage Lookups"] = "viewer",
        ["GET Workspace/Keys"] = "viewer", ["POST Workspace/Keys"] = "admin", ["POST Workspace/Keys Test"] = "admin",
        ["GET Workspace/KeysRemove"] = "admin", ["POST Workspace/KeysRemove"] = "admin",
        ["GET Workspace/Members"] = "viewer", ["POST Workspace/Members Invite"] = "admin", ["GET Workspace/InvitationRevoke"] = "admin", ["POST Workspace/InvitationRevoke"] = "admin",
        ["GET Workspace/Member"] = "admin", ["POST Workspace/Member Role"] = "admin", ["POST Workspace/Member Remove"] = "admin", ["POST Workspace/Member Reset"] = "admin",
        ["GET Workspace/Tokens"] = "admin", ["POST Workspace/Tokens Make"] = "admin", ["GET Workspace/Token"] = "admin", ["POST Workspace/Token"] = "admin",
        ["GET Workspace/Settings"] = "viewer", ["POST Workspace/Settings"] = "admin", ["GET Workspace/Audit"] = "admin",
        ["GET Workspace/Remove"] = "owner", ["POST Workspace/Remove"] = "owner",
        ["GET SignIn"] = Everybody, ["POST SignIn"] = Everybody, ["POST SignIn Options"] = Everybody, ["POST SignIn Passkey"] = Everybody,
        ["GET SetUp"] = Everybody, ["POST SetUp"] = Everybody, ["POST SetUp Passkey"] = Everybody, ["POST SetUp Options"] = Everybody,
        ["GET Reset"] = Everybody, ["POST Reset"] = Everybody, ["GET Invitation"] = Everybody, ["POST Invitation"] = Everybody, ["GET Problem"] = Everybody,
        ["GET Index"] = SignedIn, ["GET NewWorkspace"] = SignedIn, ["POST NewWorkspace"] = SignedIn, ["GET SignOut"] = SignedIn, ["POST SignOut"] = SignedIn,
        ["GET Account/Index"] = SignedIn, ["POST Account/Index Options"] = SignedIn, ["POST Account/Index Passkey"] = SignedIn, ["POST Account/Index Password"] = SignedIn,
        ["POST Account/Index Everywhere"] = SignedIn, ["GET Account/Passkey"] = SignedIn, ["POST Account/Passkey Rename"] = SignedIn, ["POST Account/Passkey Remove"] = SignedIn,
        ["GET Operator/Lanes"] = Operator,
    };

    private readonly Dictionary<string, PageSession> _sessions = [];
    private readonly Dictionary<string, string> _known = [];
    private SandboxServer _apollo = null!;

    protected override async Task ConfigureAsync()
    {
        _apollo = await SandboxServer.StartAsync(new SandboxOptions { Key = "live" }, TimeProvider.System, CancellationToken.None);
        Program.Environment["Providers__Apollo__BaseUrl"] = _apollo.BaseUrl.ToString();
    }

    [OneTimeSetUp]
    public async Task SignUpAsync()
    {
        await RunSqlAsync($"INSERT INTO outbound.workspaces (id, slug, name, created_at) VALUES ('{Guid.CreateVersion7()}', '{Other}', '{Other}', now())");
        foreach (var role in Roles) await SignUpAsync(role, false, (Demo, role));
        await SignUpAsync("stranger", false, (Other, "owner"));
        await KnowAsync();
    }

    [OneTimeTearDown]
    public async Task SignOutAsync()
    {
        foreach (var session in _sessions.Values) session.Dispose();
        await _apollo.DisposeAsync();
    }

    [Test]
    public void Every_handler_of_a_page_stands_in_the_table_of_whom_it_answers()
    {
        var missing = PageHandler.All.Where(h => !Answers.ContainsKey($"{h}")).Select(h => $"{h} is not in the table: decide whom it answers, and add it to Answers");
        var gone = Answers.Keys.Except(PageHandler.All.Select(h => $"{h}")).Select(h => $"{h} is no handler any more: take it out of Answers");
        var elsewhere = PageHandler.All.Where(h => h.IsOfWorkspace != Roles.Contains(Answers.GetValueOrDefault($"{h}")))
            .Select(h => $"{h}: a role belongs to pages of a workspace, and each of them needs one");

        Assert.That(missing.Concat(gone).Concat(elsewhere), Is.Empty);
    }

    [Test]
    public async Task A_page_answers_the_roles_that_are_enough_and_forbids_the_others()
    {
        foreach (var (handler, path) in Walked("GET"))
        {
            foreach (var role in Roles)
            {
                var answer = await _sessions[role].GetAsync(path);
                Assert.That(answer.Status, Is.EqualTo(IsEnough(role, handler) ? 200 : 403), $"{handler} as {role}, {path}: {answer.Location}");
            }
        }
    }

    [Test]
    public async Task The_menu_leads_a_role_only_where_it_may_go_and_stays_where_it_may_not()
    {
        foreach (var role in Roles)
        {
            var entries = Entries().Matches((await _sessions[role].GetAsync($"/w/{Demo}")).Text).Select(link => link.Groups[1].Value).Distinct().ToList();
            foreach (var path in entries) Assert.That((await _sessions[role].GetAsync(path)).Status, Is.EqualTo(200), $"{path} as {role}");
            Assert.That(entries.Contains($"/w/{Demo}/import"), Is.EqualTo(role != "viewer"), role);
            Assert.That(entries.Contains($"/w/{Demo}/tokens"), Is.EqualTo(role is "admin" or "owner"), role);
        }

        var refused = await _sessions["viewer"].GetAsync($"/w/{Demo}/tokens");
        Assert.That((refused.Status, refused.Text.Contains($"href=\"/w/{Demo}/jobs\"", StringComparison.Ordinal)), Is.EqualTo((403, true)), refused.Text);
    }

    [Test]
    public async Task A_form_is_forbidden_to_a_role_that_is_too_low_and_changes_nothing()
    {
        var before = await StateAsync(Demo);

        foreach (var (handler, path) in Walked("POST"))
        {
            foreach (var role in Roles.Where(role => !IsEnough(role, handler)))
                Assert.That((await _sessions[role].PostAsync(path)).Status, Is.EqualTo(403), $"{handler} as {role}, {path}");
        }

        Assert.That(await StateAsync(Demo), Is.EqualTo(before));
    }

    [Test]
    public async Task A_form_is_taken_from_a_role_that_is_enough()
    {
        foreach (var handler in PageHandler.All.Where(h => h is { IsOfWorkspace: true, Method: "POST" }))
        {
            var path = handler.Address(hole => hole switch { "workspace" => Demo, "kind" => "accounts", "provider" => "none", _ => Guid.Empty.ToString() });
            foreach (var role in Roles.Where(role => IsEnough(role, handler)))
            {
                var answer = await _sessions[role].PostAsync(path);
                Assert.That(answer.Status, Is.AnyOf(200, 302, 404, 422), $"{handler} as {role}, {path}");
                Assert.That(answer.Location, Is.Null.Or.Not.Contain("/sign-in"), $"{handler} as {role}, {path}");
            }
        }
    }

    [Test]
    public async Task Of_a_workspace_that_somebody_is_no_member_of_there_is_no_page_and_nothing_is_done()
    {
        var before = await StateAsync(Demo);

        foreach (var (handler, path) in Walked("GET").Concat(Walked("POST")))
            Assert.That((await SendAsync("stranger", handler, path)).Status, Is.EqualTo(404), $"{handler}, {path}");

        Assert.That(await StateAsync(Demo), Is.EqualTo(before));
    }

    [Test]
    public async Task Ids_of_another_workspace_are_not_there_in_the_own_one_and_nothing_is_done()
    {
        var before = await StateAsync(Demo);

        foreach (var (handler, path) in Walked("GET").Concat(Walked("POST")).Where(walked => walked.Handler.HasId && Guid.TryParse(IdIn(walked.Path), out _)))
        {
            var own = path.Replace($"/w/{Demo}", $"/w/{Other}", StringComparison.Ordinal);
            Assert.That((await SendAsync("stranger", handler, own)).Status, Is.EqualTo(404), $"{handler}, {own}");
        }

        Assert.That(await StateAsync(Demo), Is.EqualTo(before));
    }

    [Test]
    public async Task Who_has_not_signed_in_reaches_only_what_is_for_everybody()
    {
        using var nobody = new PageSession(Api.Client.BaseAddress!);

        foreach (var handler in PageHandler.All)
        {
            var path = handler.Address(hole => hole == "status" ? "404" : Known(handler.Page, hole));
            var answer = handler.Method == "GET" ? await nobody.GetAsync(path) : await nobody.PostAsync(path);
            Assert.That(answer.Location?.Contains("/sign-in", StringComparison.Ordinal) == true, Is.EqualTo(Answers[$"{handler}"] != Everybody), $"{handler}: {answer.Status} {answer.Location}");
        }
    }

    [Test]
    public async Task Pages_of_operators_are_forbidden_to_owners()
    {
        await SignUpAsync("looks-after", true);

        Assert.That((await _sessions["owner"].GetAsync("/operator/lanes")).Status, Is.EqualTo(403));
        Assert.That((await _sessions["owner"].GetAsync("/hangfire")).Status, Is.EqualTo(403));
        Assert.That((await _sessions["looks-after"].GetAsync("/operator/lanes")).Status, Is.EqualTo(200));
        Assert.That((await _sessions["looks-after"].GetAsync("/hangfire")).Status, Is.EqualTo(200));
        Assert.That((await _sessions["looks-after"].GetAsync($"/w/{Demo}")).Status, Is.EqualTo(404), "no right in a workspace");
    }

    private static bool IsEnough(string role, PageHandler handler) => Array.IndexOf(Roles, role) >= Array.IndexOf(Roles, Answers[$"{handler}"]);

    private Task<PageAnswer> SendAsync(string who, PageHandler handler, string path) => handler.Method == "GET" ? _sessions[who].GetAsync(path) : _sessions[who].PostAsync(path);

    // Each handler of demo's pages with ids of what is there, and the second address of the form of a record.
    private IEnumerable<(PageHandler Handler, string Path)> Walked(string method) => PageHandler.All.Where(h => h.IsOfWorkspace && h.Method == method)
        .SelectMany(h => h.Page == "Workspace/RecordEdit" ? [(h, Address(h)), (h, $"/w/{Demo}/accounts/new")] : new[] { (h, Address(h)) });

    private string Address(PageHandler handler) => handler.Address(hole => Known(handler.Page, hole));

    private static string? IdIn(string path) => path.Split('/', '?').FirstOrDefault(part => part.Length == 36);

    private string Known(string page, string hole) => hole switch
    {
        "workspace" => Demo,
        "kind" => "accounts",
        "provider" => "apollo",
        _ => _known.TryGetValue($"{page} {hole}", out var id) || _known.TryGetValue(hole, out id) ? id : Guid.Empty.ToString(),
    };

    private async Task SignUpAsync(string name, bool isOperator, params (string Workspace, string Role)[] memberships)
    {
        _known[name] = Guid.CreateVersion7().ToString();
        await RunSqlAsync(SignedUp.Sql(Guid.Parse(_known[name]), $"{name}@company.example", isOperator, memberships));
        _sessions[name] = new PageSession(Api.Client.BaseAddress!);
        Assert.That(await _sessions[name].SignInAsync($"{name}@company.example", SignedUp.Password), Is.True, name);
    }

    // Something of demo for each hole of an address.
    private async Task KnowAsync()
    {
        Assert.That((await Api.SendJsonAsync(Owner, HttpMethod.Put, "/api/v1/workspace/keys/apollo", """{"key":"live-0123456789-DEMO"}""")).Status, Is.EqualTo(200));
        using var upload = new HttpRequestMessage(HttpMethod.Post, "/api/v1/imports/preview") { Content = new StringContent("domain,name\nharbour.example,Harbour\n", Encoding.UTF8, "text/csv") };
        upload.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Owner);
        using var preview = await Api.Client.SendAsync(upload);
        _known["file"] = JsonDocument.Parse(await preview.Content.ReadAsStringAsync()).RootElement.GetProperty("fileId").GetString()!;
        _known["user"] = _known["viewer"];
        _known["token"] = await ScalarAsync("SELECT id FROM outbound.api_tokens LIMIT 1");
        await _sessions["admin"].PostAsync($"/w/{Demo}/members?handler=Invite", ("Email", "invited@company.example"), ("NewRole", "viewer"));
        _known["schedule"] = await IdAsync("/api/v1/schedules/{id}");
        _known["invitation"] = await ScalarAsync("SELECT id FROM outbound.invitations");
        _known["Workspace/JobShow id"] = await IdAsync("/api/v1/exports/{jobId}");
        _known["Workspace/JobStop id"] = (await Api.PostAsync(Owner, "/api/v1/jobs", """{"type":"export_data","payload":{"kind":"accounts"}}""")).Json.GetProperty("id").GetString()!;
        _known["Workspace/JobRevert id"] = (await Walk.KnownAsync("/api/v1/jobs/{id}/revert")).Split('/')[^2];
        foreach (var page in new[] { "ImportDone", "ImportUndo" }) _known[$"Workspace/{page} id"] = await IdAsync("/api/v1/imports/{id}");
        foreach (var page in new[] { "RecordShow", "RecordEdit", "RecordDelete" }) _known[$"Workspace/{page} id"] = await IdAsync("/api/v1/accounts/{id}");
    }

    private async Task<string> IdAsync(string path) => (await Walk.KnownAsync(path)).Split('/')[^1];

    [GeneratedRegex("href=\"(/w/demo[^\"]*)\"[^>]*><svg")]
    private static partial Regex Entries();
}
