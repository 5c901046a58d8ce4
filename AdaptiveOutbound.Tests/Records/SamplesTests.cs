using AdaptiveOutbound.Data.Records;
using AdaptiveOutbound.Jobs.Imports.Csv;
using AdaptiveOutbound.Jobs.Records;
using AdaptiveOutbound.Tests.Imports.Csv;
using NUnit.Framework;

namespace AdaptiveOutbound.Tests.Records;

internal sealed class SamplesTests
{
    [TestCase("companies.csv", RecordKind.Account)]
    [TestCase("people.csv", RecordKind.Contact)]
    public async Task The_samples_hold_50_records_with_duplicates_and_two_bad_lines(string name, RecordKind kind)
    {
        await using var sample = File.OpenRead(Path.Combine(SamplesDirectory(), name));

        var file = await UploadedFile.ReadAsync(sample);

        Assert.That(ColumnMap.TryCreate(file.Result.Header, null, [], out var map, out _), Is.True);
        var lines = file.Records.Select(record => RecordLine.From(record, map!)).ToArray();
        Assert.That(map!.Kind, Is.EqualTo(kind));
        Assert.That(map.Columns, Has.Count.EqualTo(file.Result.Header.Count));
        Assert.That(lines, Has.Length.EqualTo(50));
        Assert.That(lines.Count(line => line.Problem is not null), Is.EqualTo(2), string.Join('\n', lines.Select(line => line.Problem).OfType<RecordProblem>()));
        var good = lines.Select(line => line.Record).OfType<NormalizedRecord>().Select(record => record.Identity);
        Assert.That(good.Select(identity => identity.Email ?? (kind == RecordKind.Account ? identity.Domain : identity.LinkedInSlug ?? identity.ToString())).Distinct().Count(), Is.InRange(40, 44));
    }

    private static string SamplesDirectory()
    {
        var directory = new DirectoryInfo(TestContext.CurrentContext.TestDirectory);
        while (!File.Exists(Path.Combine(directory.FullName, "outbound.sln")))
            directory = directory.Parent ?? throw new DirectoryNotFoundException("outbound.sln");
        return Path.Combine(directory.FullName, "samples");
    }
}
