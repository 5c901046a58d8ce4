using AdaptiveOutbound.Data.Records;
using NUnit.Framework;

namespace AdaptiveOutbound.Tests.Records;

internal sealed class RecordMergeTests
{
    private static readonly DateTimeOffset Day = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [TestCase("edited", "", 1, "edited", "", 2, true)]
    [TestCase("edited", "", 2, "edited", "", 1, false)]
    [TestCase("edited", "", 1, "imported", "", 2, false)]
    [TestCase("edited", "", 1, "enriched", "apollo", 2, false)]
    [TestCase("imported", "", 2, "edited", "", 1, true)]
    [TestCase("imported", "", 1, "imported", "", 2, true)]
    [TestCase("imported", "", 2, "imported", "", 1, false)]
    [TestCase("imported", "", 1, "enriched", "apollo", 2, false)]
    [TestCase("enriched", "apollo", 2, "imported", "", 1, true)]
    [TestCase("enriched", "apollo", 1, "enriched", "apollo", 2, true)]
    [TestCase("enriched", "apollo", 2, "enriched", "apollo", 1, false)]
    [TestCase("enriched", "apollo", 1, "enriched", "sandbox", 2, false)]
    [TestCase("enriched", "sandbox", 2, "enriched", "apollo", 1, true)]
    [TestCase("enriched", "sandbox", 1, "enriched", "sandbox", 2, true)]
    public void Takes_the_value_of_the_stronger_source_then_the_newer(string source, string provider, int day, string newSource, string newProvider, int newDay, bool wins)
    {
        var before = RecordMerge.Apply("{}", "{}", Fields(("industry", "old")), From(source, provider, day));

        var after = RecordMerge.Apply(before.FieldsJson, before.ProvenanceJson, Fields(("industry", "new")), From(newSource, newProvider, newDay));

        Assert.That(after.Changed, Is.EqualTo(wins));
        Assert.That(RecordJson.ReadFields(after.FieldsJson)["industry"], Is.EqualTo(wins ? "new" : "old"));
        Assert.That(Provenance.Parse(after.ProvenanceJson).Of("industry")!.Previous, Is.EqualTo(wins ? "old" : null));
    }

    [Test]
    public void Enrichment_fills_what_is_empty_and_leaves_what_was_imported()
    {
        var before = RecordMerge.Apply("{}", "{}", Fields(("name", "Nordlicht"), ("city", "")), From("imported", "", 1));

        var after = RecordMerge.Apply(before.FieldsJson, before.ProvenanceJson, Fields(("name", "Other"), ("city", "Köln")), From("enriched", "apollo", 2));

        Assert.That(RecordJson.ReadFields(after.FieldsJson), Is.EqualTo(Fields(("name", "Nordlicht"), ("city", "Köln"))));
        Assert.That(Provenance.Parse(after.ProvenanceJson).Of("city"), Is.EqualTo(new FieldProvenance(From("enriched", "apollo", 2))));
    }

    [Test]
    public void Writes_an_empty_record_compactly()
    {
        var job = Guid.Parse("00000000-0000-0000-0000-000000000007");

        var merged = RecordMerge.Apply("{}", "{}", Fields(("name", "Müller & Söhne")), Origin.Imported(job, Day));

        Assert.That(merged.FieldsJson, Is.EqualTo("""{"name":"Müller & Söhne"}"""));
        Assert.That(merged.ProvenanceJson, Is.EqualTo(
            """{"origins":[{"source":"imported","job":"00000000-0000-0000-0000-000000000007","at":"2026-01-01T00:00:00+00:00"}],"fields":{"name":[0]}}"""));
    }

    [Test]
    public void Changes_nothing_when_the_same_values_come_again()
    {
        var before = RecordMerge.Apply("{}", "{}", Fields(("name", "a")), From("imported", "", 1));

        var after = RecordMerge.Apply(before.FieldsJson, before.ProvenanceJson, Fields(("name", "a")), From("imported", "", 2));

        Assert.That(after.Changed, Is.False);
        Assert.That(after.ProvenanceJson, Is.SameAs(before.ProvenanceJson));
    }

    [Test]
    public void Drops_origins_that_no_field_names_any_more()
    {
        var merged = RecordMerge.Apply("{}", "{}", Fields(("name", "a")), From("imported", "", 1));

        for (var day = 2; day < 9; day++)
            merged = RecordMerge.Apply(merged.FieldsJson, merged.ProvenanceJson, Fields(("name", "a" + day)), From("imported", "", day));

        Assert.That(merged.ProvenanceJson.Split("source"), Has.Length.EqualTo(3));
        Assert.That(Provenance.Parse(merged.ProvenanceJson).Of("name"), Is.EqualTo(new FieldProvenance(From("imported", "", 8), "a7", From("imported", "", 7))));
    }

    [Test]
    public void Keeps_the_value_from_before_the_job_when_the_job_writes_twice()
    {
        var job = Origin.Imported(Guid.NewGuid(), Day.AddDays(3));
        var merged = RecordMerge.Apply("{}", "{}", Fields(("name", "before")), From("imported", "", 1));

        merged = RecordMerge.Apply(merged.FieldsJson, merged.ProvenanceJson, Fields(("name", "line 2")), job);
        merged = RecordMerge.Apply(merged.FieldsJson, merged.ProvenanceJson, Fields(("name", "line 9")), job);

        Assert.That(RecordJson.ReadFields(merged.FieldsJson)["name"], Is.EqualTo("line 9"));
        Assert.That(Provenance.Parse(merged.ProvenanceJson).Of("name")!.Previous, Is.EqualTo("before"));
    }

    [Test]
    public void Leaves_a_field_empty_that_a_person_cleared()
    {
        var merged = RecordMerge.Apply("{}", "{}", Fields(("phone", "1")), From("imported", "", 1));

        merged = RecordMerge.Apply(merged.FieldsJson, merged.ProvenanceJson, Fields(("phone", "")), From("edited", "", 2));
        merged = RecordMerge.Apply(merged.FieldsJson, merged.ProvenanceJson, Fields(("phone", "2")), From("enriched", "apollo", 3));

        Assert.That(merged.FieldsJson, Is.EqualTo("{}"));
        Assert.That(Provenance.Parse(merged.ProvenanceJson).Of("phone")!.Previous, Is.EqualTo("1"));
    }

    private static Origin From(string source, string provider, int day) => new(source, provider.Length == 0 ? null : provider, null, Day.AddDays(day));

    private static Dictionary<string, string> Fields(params (string Field, string Value)[] fields) => fields.ToDictionary(f => f.Field, f => f.Value);
}
