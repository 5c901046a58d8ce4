using AdaptiveOutbound.Jobs.Imports.Csv;
using NUnit.Framework;

namespace AdaptiveOutbound.Tests.Imports.Csv;

internal sealed class CsvRoundTripTests
{
    private static readonly string[] Pieces =
        ["a", "Zürich", "\"", "\"\"", ",", ";", "\t", "|", "\n", "\r\n", "\r", " ", "'", "=1+1", "🚀", "", "x.example", "日本", "\u00A0"];

    [Test]
    public async Task Reads_back_every_cell_it_wrote([Range(1, 40)] int seed)
    {
        var random = new Random(seed);
        var columns = random.Next(1, 6);
        var delimiter = ",;\t|"[random.Next(4)];
        var rows = Enumerable.Range(0, 60).Select(_ => Enumerable.Range(0, columns).Select(_ => Cell(random)).ToArray()).ToArray();
        var header = Enumerable.Range(0, columns).Select(i => "column" + i).ToArray();

        var bytes = await WriteAsync([header, .. rows], delimiter);
        var file = await UploadedFile.ReadAsync(bytes, new CsvLimits { PartBytes = random.Next(1, 2000) });

        Assert.That(file.Result.Header, Is.EqualTo(header));
        var reader = new CsvPartReader(delimiter, header, new CsvLimits());
        Assert.That(file.Parts.SelectMany(part => reader.Read(part.Text, part.FirstLine, part.FirstRecord)).Select(record => record.Cells), Is.EqualTo(rows));
    }

    [TestCase("=1+1", "'=1+1")]
    [TestCase("+44 20 7946", "'+44 20 7946")]
    [TestCase("-12.5", "'-12.5")]
    [TestCase("@name", "'@name")]
    [TestCase("\tx", "'\tx")]
    [TestCase("\rx", "'\rx")]
    [TestCase("＝1", "'＝1")]
    [TestCase("＋1", "'＋1")]
    [TestCase("－1", "'－1")]
    [TestCase("＠x", "'＠x")]
    [TestCase("a=1", "a=1")]
    [TestCase("", "")]
    public async Task Guards_cells_that_a_spreadsheet_would_run_unless_raw(string cell, string guarded)
    {
        Assert.That((await UploadedFile.ReadAsync(await WriteAsync([["a", "b"], [cell, "x"]], raw: false))).Cells[0][0], Is.EqualTo(guarded));
        Assert.That((await UploadedFile.ReadAsync(await WriteAsync([["a", "b"], [cell, "x"]], raw: true))).Cells[0][0], Is.EqualTo(cell));
    }

    private static async Task<byte[]> WriteAsync(string[][] rows, char delimiter = ',', bool raw = true)
    {
        using var output = new MemoryStream();
        await using (var writer = new CsvTableWriter(output, raw, delimiter))
        {
            foreach (var row in rows)
                await writer.WriteAsync(row, CancellationToken.None);
            await writer.FlushAsync(CancellationToken.None);
        }

        return output.ToArray();
    }

    private static string Cell(Random random) =>
        string.Concat(Enumerable.Range(0, random.Next(5)).Select(_ => Pieces[random.Next(Pieces.Length)]));
}
