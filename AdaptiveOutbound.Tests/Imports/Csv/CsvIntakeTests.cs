using System.Security.Cryptography;
using System.Text;
using AdaptiveOutbound.Jobs.Imports.Csv;
using NUnit.Framework;

namespace AdaptiveOutbound.Tests.Imports.Csv;

internal sealed class CsvIntakeTests
{
    [Test]
    public async Task Reads_header_records_size_and_hash()
    {
        var bytes = Encoding.UTF8.GetBytes("Company,Website\nNordlicht,nordlicht.example\nFjord,fjord.example\n");

        var file = await UploadedFile.ReadAsync(bytes);

        Assert.That(file.Result.Header, Is.EqualTo(new[] { "Company", "Website" }));
        Assert.That(file.Result.Records, Is.EqualTo(2));
        Assert.That(file.Result.Bytes, Is.EqualTo(bytes.Length));
        Assert.That(file.Result.Sha256, Is.EqualTo(Convert.ToHexStringLower(SHA256.HashData(bytes))));
        Assert.That(file.Cells, Is.EqualTo(new[] { new[] { "Nordlicht", "nordlicht.example" }, ["Fjord", "fjord.example"] }));
    }

    [TestCase("a,b\n1,2\n", ',')]
    [TestCase("a;b\n1,5;2,5\n3,5;4,5\n", ';')]
    [TestCase("a\tb\n1\t2\n", '\t')]
    [TestCase("a|b\n1|2\n", '|')]
    [TestCase("\"a,b,c\";d\n\"x,y\";z\n", ';')]
    [TestCase("Name, legal;Website\nA, B;x\nC;y\n", ';')]
    [TestCase("\"a;\n;;;\",b\n1,2\n", ',')]
    [TestCase("sep=;\na;b\n1;2\n", ';')]
    [TestCase("website\nx.example\n", ',')]
    public async Task Tells_the_delimiter_from_the_first_lines(string text, char delimiter)
    {
        var file = await UploadedFile.ReadAsync(text);

        Assert.That(file.Result.Delimiter, Is.EqualTo(delimiter));
        Assert.That(file.Result.Header, Has.Count.EqualTo(text.StartsWith("website", StringComparison.Ordinal) ? 1 : 2));
    }

    [TestCase("a,b\r\n1,2\r3,4\n5,6")]
    [TestCase("a,b\r\n1,2\r\n3,4\r\n5,6\r\n")]
    [TestCase("a,b\r1,2\r3,4\r5,6\r")]
    public async Task Takes_any_line_break(string text)
    {
        var file = await UploadedFile.ReadAsync(text);

        Assert.That(file.Cells, Is.EqualTo(new[] { new[] { "1", "2" }, ["3", "4"], ["5", "6"] }));
        Assert.That(file.Records.Select(record => record.Line), Is.EqualTo(new[] { 2, 3, 4 }));
    }

    [Test]
    public async Task Ignores_blank_lines_but_counts_them_as_lines()
    {
        var file = await UploadedFile.ReadAsync("\n\na,b\n\n1,\"x\ny\"\n\n\n3,4\n\n");

        Assert.That(file.Records.Select(record => (record.Line, record.Index)), Is.EqualTo(new[] { (5, 0), (9, 1) }));
        Assert.That(file.Parts.Single().FirstLine, Is.EqualTo(5));
    }

    [Test]
    public async Task Keeps_a_quoted_empty_cell_as_a_record()
    {
        var file = await UploadedFile.ReadAsync("a\nx\n\"\"\n\ny\n");

        Assert.That(file.Cells, Is.EqualTo(new[] { new[] { "x" }, [""], ["y"] }));
    }

    [Test]
    public async Task Cuts_parts_between_records_with_true_lines_and_indexes([Values(1, 10, 37, 64, 1000)] int partBytes)
    {
        var text = "id,text\n" + string.Concat(Enumerable.Range(0, 50).Select(i => $"{i},\"zeile {i}\näöü, \"\"{i}\"\"\"\n" + (i % 7 == 0 ? "\n" : "")));

        var file = await UploadedFile.ReadAsync(text, new CsvLimits { PartBytes = partBytes });

        var whole = await UploadedFile.ReadAsync(text);
        Assert.That(whole.Parts, Has.Count.EqualTo(1));
        Assert.That(file.Cells, Is.EqualTo(whole.Cells));
        Assert.That(file.Records.Select(record => (record.Line, record.Index)), Is.EqualTo(whole.Records.Select(record => (record.Line, record.Index))));
        Assert.That(file.Parts.Select(part => part.PartNumber), Is.EqualTo(Enumerable.Range(0, file.Result.Parts)));
        Assert.That(file.Parts.Sum(part => part.RecordCount), Is.EqualTo(50));
        Assert.That(file.Parts.All(part => part.Text.Length < partBytes + 64), Is.True);
        if (partBytes == 1)
            Assert.That(file.Parts, Has.Count.EqualTo(50));
    }

    [Test]
    public async Task Pads_missing_cells_and_reports_surplus_ones_without_losing_them()
    {
        var file = await UploadedFile.ReadAsync("a,b,c\n1\n1,2,3,4\n");

        Assert.That(file.Cells, Is.EqualTo(new[] { new[] { "1", "", "" }, ["1", "2", "3,4"] }));
        Assert.That(file.Records[0].Problem, Is.Null);
        Assert.That(file.Records[1].Problem, Is.EqualTo(new { Code = "too_many_cells", Line = (int?)3 }).Using<CsvProblem, object>((problem, _) => problem is { Code: "too_many_cells", Line: 3 }));
    }

    [Test]
    public async Task Reports_a_cell_over_32_KB_and_goes_on()
    {
        var file = await UploadedFile.ReadAsync($"a,b\n1,{new string('ä', 16 << 10)}\n2,{new string('ä', (16 << 10) + 1)}\n3,x\n");

        Assert.That(file.Records.Select(record => record.Problem?.Code), Is.EqualTo(new[] { null, "field_too_long", null }));
        Assert.That(file.Records[1].Problem!.Field, Is.EqualTo("b"));
        Assert.That(file.Records[1].Problem!.Line, Is.EqualTo(3));
    }

    [Test]
    public async Task Keeps_quotes_amid_text()
    {
        var file = await UploadedFile.ReadAsync("a,b\n5\" pipe,Acme \"the best\" Inc\n\"Acme\" Inc,x\n");

        Assert.That(file.Cells[0], Is.EqualTo(new[] { "5\" pipe", "Acme \"the best\" Inc" }));
        Assert.That(file.Records.Select(record => record.Problem), Is.All.Null);
    }

    [Test]
    public async Task Reports_a_quote_that_a_later_one_closes_amid_text()
    {
        var file = await UploadedFile.ReadAsync("a,b\n1,\"open\n2,x\n3,\"quoted, well\"\n4,y\n");

        Assert.That(file.Records.Select(record => (record.Line, record.Problem?.Code)), Is.EqualTo(new (int, string?)[] { (2, "unclosed_quote"), (5, null) }));
    }

    [Test]
    public async Task Takes_header_names_as_they_are()
    {
        var file = await UploadedFile.ReadAsync("Email,Email,__proto__,\n1,2,3,4\n");

        Assert.That(file.Result.Header, Is.EqualTo(new[] { "Email", "Email", "__proto__", "" }));
        Assert.That(HeaderNames.Distinct(file.Result.Header), Is.EqualTo(new[] { "Email", "Email (2)", "__proto__", "Column 4" }));
    }
}
