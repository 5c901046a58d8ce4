using AdaptiveOutbound.Data.Records;
using AdaptiveOutbound.Jobs.Records;
using NUnit.Framework;

namespace AdaptiveOutbound.Tests.Records;

internal sealed class RecordUseCaseTests
{
    private RecordHost _host = null!;

    [SetUp]
    public async Task OpenAsync() => _host = await RecordHost.CreateAsync();

    [TearDown]
    public async Task CloseAsync() => await _host.DisposeAsync();

    [Test]
    public async Task Creating_follows_the_rules_of_an_import_and_a_bad_record_fails_no_neighbour()
    {
        var first = await _host.Create.ExecuteAsync(_host.Workspace, RecordKind.Account,
            [RecordHost.Fields("domain=https://WWW.Acme.example/x", "name=Acme"), RecordHost.Fields("domain=not a domain"), RecordHost.Fields("name=Nobody"), RecordHost.Fields("domain=acme.example", "industry=Tools")], default);
        var again = await _host.Create.ExecuteAsync(_host.Workspace, RecordKind.Account, [RecordHost.Fields("domain=acme.example", "name=Acme"), RecordHost.Fields("domain=acme.example", "name=Acme 2")], default);

        Assert.That(first.Select(o => o.Outcome), Is.EqualTo(new[] { "created", "rejected", "rejected", "updated" }));
        Assert.That(first.SelectMany(o => o.Errors).Select(e => e.Code), Is.EqualTo(new[] { "domain_invalid", "no_identity" }));
        Assert.That(first[3].Id, Is.EqualTo(first[0].Id));
        Assert.That(again.Select(o => o.Outcome), Is.EqualTo(new[] { "unchanged", "updated" }));
        var record = (await _host.Find.ExecuteAsync(_host.Workspace, RecordKind.Account, first[0].Id!.Value, default))!;
        Assert.That(record.Fields, Is.EquivalentTo(RecordHost.Fields("domain=acme.example", "name=Acme 2", "industry=Tools")));
        Assert.That((record.Provenance["name"].Source, record.Provenance["name"].Previous), Is.EqualTo(("imported", "Acme")));
    }

    [Test]
    public async Task Long_names_are_kept_or_refused_and_break_no_index()
    {
        static string Noise(int length) => string.Concat(Enumerable.Range(0, length).Select(n => (char)('\u4e00' + (n * 7919 % 20_000))));

        var account = (await _host.Create.ExecuteAsync(_host.Workspace, RecordKind.Account, [RecordHost.Fields("domain=long.example", "name=" + Noise(10_900))], default))[0];
        var people = await _host.Create.ExecuteAsync(_host.Workspace, RecordKind.Contact,
            [RecordHost.Fields("domain=a.example", "first_name=" + Noise(300), "last_name=" + Noise(300)), RecordHost.Fields("email=a@a.example", "last_name=" + Noise(301))], default);

        Assert.That((account.Outcome, people[0].Outcome, people[1].Errors.Single().Field), Is.EqualTo(("created", "created", "last_name")));
    }

    [Test]
    public async Task A_page_that_belongs_to_another_record_is_ambiguous()
    {
        await _host.MadeAsync(RecordKind.Account, "linkedin_url=linkedin.com/company/acme");
        await _host.MadeAsync(RecordKind.Account, "domain=b.example");

        var outcome = (await _host.Create.ExecuteAsync(_host.Workspace, RecordKind.Account, [RecordHost.Fields("domain=b.example", "linkedin_url=linkedin.com/company/acme")], default))[0];

        Assert.That((outcome.Outcome, outcome.Errors.Single().Code, outcome.Errors.Single().Field), Is.EqualTo(("rejected", "ambiguous_record", "linkedin_url")));
    }

    [Test]
    public async Task What_a_person_wrote_wins_over_what_is_brought_later_and_what_a_person_cleared_stays_empty()
    {
        var id = await _host.MadeAsync(RecordKind.Contact, "email=Ann@a.example", "title=Boss", "city=Bonn");

        var edited = (EditResult.Edited)await _host.EditAsync(RecordKind.Contact, id, "title=Chief", "city=");
        await _host.Create.ExecuteAsync(_host.Workspace, RecordKind.Contact, [RecordHost.Fields("email=ann@a.example", "title=Boss", "city=Berlin", "state=NRW")], default);

        var record = (await _host.Find.ExecuteAsync(_host.Workspace, RecordKind.Contact, id, default))!;
        Assert.That(edited.Record.Provenance["title"], Has.Property("Source").EqualTo("edited").And.Property("Previous").EqualTo("Boss"));
        Assert.That((record.Fields["title"], record.Fields.ContainsKey("city"), record.Fields["state"]), Is.EqualTo(("Chief", false, "NRW")));
    }

    [Test]
    public async Task An_edited_identity_is_normalised_and_finds_the_record_afterwards()
    {
        var id = await _host.MadeAsync(RecordKind.Account, "domain=old.example");

        var edited = (EditResult.Edited)await _host.EditAsync(RecordKind.Account, id, "domain=https://New.example/", "linkedin_url=LinkedIn.com/company/New");
        var outcome = (await _host.Create.ExecuteAsync(_host.Workspace, RecordKind.Account, [RecordHost.Fields("domain=new.example")], default))[0];

        Assert.That(edited.Record.Fields["linkedin_url"], Is.EqualTo("https://www.linkedin.com/company/new"));
        Assert.That((outcome.Id, outcome.Outcome), Is.EqualTo((id, "unchanged")));
    }

    [Test]
    public async Task An_edit_cannot_take_anothers_identity_nor_leave_none_nor_reach_another_workspace()
    {
        var ann = await _host.MadeAsync(RecordKind.Contact, "email=ann@a.example");
        var bob = await _host.MadeAsync(RecordKind.Contact, "first_name=Bob", "last_name=Bo", "domain=a.example");

        Assert.That(await _host.EditAsync(RecordKind.Contact, bob, "email=ANN@a.example"), Is.EqualTo(new EditResult.Exists(ann)));
        Assert.That(await _host.EditAsync(RecordKind.Contact, bob, "domain="), Is.TypeOf<EditResult.Invalid>().With.Property("Problem").Property("Code").EqualTo("no_identity"));
        Assert.That(await _host.EditAsync(RecordKind.Contact, bob, "email=nonsense"), Is.TypeOf<EditResult.Invalid>().With.Property("Problem").Property("Field").EqualTo("email"));
        Assert.That(await _host.EditAsync(RecordKind.Account, bob, "name=x"), Is.TypeOf<EditResult.NotFound>(), "the other kind");
        Assert.That(await _host.Edit.ExecuteAsync(_host.Other, RecordKind.Contact, bob, new Dictionary<string, string?> { ["title"] = "x" }, default), Is.TypeOf<EditResult.NotFound>());
        Assert.That(await _host.Delete.ExecuteAsync(_host.Other, RecordKind.Contact, [ann, bob], default), Is.Zero);
        Assert.That(await _host.Delete.ExecuteAsync(_host.Workspace, RecordKind.Contact, [ann, bob], default), Is.EqualTo(2));
    }

    [Test]
    public async Task Every_order_pages_without_gaps_and_doubles_and_stays_the_same_while_records_are_added()
    {
        await _host.MadeAsync(RecordKind.Account, "domain=b.example", "name=Öl AG");
        await _host.MadeAsync(RecordKind.Account, "domain=a.example", "name=alpha");
        await _host.MadeAsync(RecordKind.Account, "linkedin_url=linkedin.com/company/c", "name=Gamma");
        await _host.MadeAsync(RecordKind.Account, "domain=d.example");
        await _host.MadeAsync(RecordKind.Account, "linkedin_url=linkedin.com/company/e", "name=alpha");

        Assert.That(await _host.PagesAsync(RecordKind.Account, RecordSort.Oldest, "name"), Is.EqualTo(new[] { "Öl AG", "alpha", "Gamma", null, "alpha" }));
        Assert.That(await _host.PagesAsync(RecordKind.Account, RecordSort.Newest, "name"), Is.EqualTo(new[] { "alpha", null, "Gamma", "alpha", "Öl AG" }));
        Assert.That(await _host.PagesAsync(RecordKind.Account, RecordSort.Name, "name"), Is.EqualTo(new[] { "alpha", "alpha", null, "Gamma", "Öl AG" }));
        Assert.That(await _host.PagesAsync(RecordKind.Account, RecordSort.Identity, "domain"), Is.EqualTo(new[] { "a.example", "b.example", "d.example", null, null }));
        var page = await _host.List.ExecuteAsync(_host.Workspace, RecordKind.Account, new(), RecordSort.Newest, null, 2, default);
        await _host.MadeAsync(RecordKind.Account, "domain=new.example");
        Assert.That((await _host.List.ExecuteAsync(_host.Workspace, RecordKind.Account, new(), RecordSort.Newest, page!.Next, 2, default))!.Data.Select(r => r.Fields["name"]), Is.EqualTo(new[] { "Gamma", "alpha" }));
        Assert.That(await _host.List.ExecuteAsync(_host.Workspace, RecordKind.Account, new(), RecordSort.Name, page.Next, 2, default), Is.Null, "a cursor of another order");
        Assert.That((await _host.List.ExecuteAsync(_host.Other, RecordKind.Account, new(), RecordSort.Newest, page.Next, 2, default))!.Data, Is.Empty);
    }

    [TestCase("ann", "Ann")]
    [TestCase("ANN L", "Ann")]
    [TestCase("lee", "Ann")]
    [TestCase("x_", "X")]
    [TestCase("Öz", "Özil")]
    [TestCase("öz", "Özil")]
    [TestCase("a%", null)]
    [TestCase("nn", null)]
    [TestCase("a@b", "Ann")]
    public async Task Search_finds_the_beginning_of_name_last_name_and_email_whatever_the_case(string search, string? expected)
    {
        await _host.MadeAsync(RecordKind.Contact, "email=a@b.example", "first_name=Ann", "last_name=Lee");
        await _host.MadeAsync(RecordKind.Contact, "email=x_y@c.example", "first_name=X");
        await _host.MadeAsync(RecordKind.Contact, "email=xyz@c.example", "first_name=Özil");

        Assert.That(await _host.PagesAsync(RecordKind.Contact, RecordSort.Name, "first_name", new(search)), Is.EqualTo(expected is null ? [] : new[] { expected }));
    }

    [Test]
    public async Task The_status_filters_and_the_history_shows_lookups()
    {
        var id = await _host.MadeAsync(RecordKind.Account, "domain=a.example");
        await _host.MadeAsync(RecordKind.Account, "domain=b.example");
        var question = new AdaptiveOutbound.Jobs.Providers.Question(RecordKind.Account, "a.example", null, null, null, null, null, null).Fingerprint(new(false));
        await _host.RunAsync("""
            INSERT INTO outbound.provider_lookups (id, workspace_id, provider, endpoint, question, input, state, credits_reserved, credits_charged, job_id, chunk_id, asked_at)
            VALUES (gen_random_uuid(), $1, 'apollo', 'e', $2, 'i', 1, 1, 1, gen_random_uuid(), gen_random_uuid(), now()), (gen_random_uuid(), $3, 'apollo', 'e', $2, 'i', 1, 1, 1, gen_random_uuid(), gen_random_uuid(), now())
            """, _host.Workspace, question, _host.Other);
        await _host.RunAsync("UPDATE outbound.accounts SET enriched_at = now() WHERE id = $1", id);

        Assert.That(await _host.PagesAsync(RecordKind.Account, RecordSort.Newest, "domain", new(Status: RecordStatus.Enriched)), Is.EqualTo(new[] { "a.example" }));
        Assert.That(await _host.PagesAsync(RecordKind.Account, RecordSort.Newest, "domain", new("b", RecordStatus.NotEnriched)), Is.EqualTo(new[] { "b.example" }));
        Assert.That((await _host.Find.ExecuteAsync(_host.Workspace, RecordKind.Account, id, default))!.Lookups!.Select(l => (l.Provider, l.Credits)), Is.EqualTo(new[] { ("apollo", 1m) }));
    }

    [Test]
    public async Task A_page_that_a_person_wrote_goes_on_saying_who_the_record_is()
    {
        var id = await _host.MadeAsync(RecordKind.Account, "domain=a.example", "linkedin_url=linkedin.com/company/old");
        await _host.EditAsync(RecordKind.Account, id, "linkedin_url=linkedin.com/company/by-hand");

        await _host.Create.ExecuteAsync(_host.Workspace, RecordKind.Account, [RecordHost.Fields("domain=a.example", "linkedin_url=linkedin.com/company/newer")], default);

        var found = await _host.Create.ExecuteAsync(_host.Workspace, RecordKind.Account,
            [RecordHost.Fields("linkedin_url=linkedin.com/company/by-hand"), RecordHost.Fields("linkedin_url=linkedin.com/company/newer")], default);
        Assert.That(found.Select(outcome => (outcome.Outcome, outcome.Id == id)), Is.EqualTo(new[] { ("unchanged", true), ("created", false) }), "its value stayed, and its key with it");
    }

    [Test]
    public async Task The_history_says_who_wrote_which_fields_what_was_asked_and_what_an_import_brought()
    {
        var id = (await _host.Create.ExecuteAsync(_host.Workspace, RecordKind.Account, [RecordHost.Fields("domain=a.example", "name=A")], default, "token t"))[0].Id!.Value;
        var (import, enrich) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        foreach (var name in new[] { "B", "C" })
            await _host.Edit.ExecuteAsync(_host.Workspace, RecordKind.Account, id, new Dictionary<string, string?> { ["name"] = name }, default, "ann@a.example");
        var record = (await _host.Find.ExecuteAsync(_host.Workspace, RecordKind.Account, id, default))!;
        var later = TimeProvider.System.GetUtcNow().AddMinutes(1);
        record = record with
        {
            Provenance = new Dictionary<string, FieldOrigin>(record.Provenance)
            {
                ["city"] = new("enriched", "apollo", later, enrich, null) { Before = Origin.Imported(import, record.CreatedAt) },
                ["state"] = new("enriched", "apollo", later, enrich, null),
            },
            Lookups = [new(Guid.CreateVersion7(), "apollo", "e", Data.Providers.LookupState.Matched, 1, null, enrich, later, null)],
        };
        var history = new ReadRecordHistory(new Data.Audit.AuditRows(_host.Database.App));

        var told = await history.ExecuteAsync(_host.Workspace, RecordKind.Account, record, default);
        var elsewhere = await history.ExecuteAsync(_host.Other, RecordKind.Account, record with { Provenance = new Dictionary<string, FieldOrigin>() }, default);

        Assert.That(told.Select(step => $"{step.Kind} {step.Actor}{step.JobId}: {string.Join(' ', step.Fields)}"), Is.EquivalentTo(new[]
        {
            $"Asked {enrich}: city state", "Edited ann@a.example: name", "Edited ann@a.example: name", "Written token t: domain", $"Imported {import}: city",
        }));
        Assert.That(told.Select(step => step.At), Is.Ordered.Descending);
        Assert.That(elsewhere.Select(step => step.Kind), Is.EquivalentTo(new[] { RecordEventKind.Asked, RecordEventKind.Added }), "another workspace's log is not read");
    }
}
