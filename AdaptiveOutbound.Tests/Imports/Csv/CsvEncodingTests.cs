using System.Text;
using AdaptiveOutbound.Jobs.Imports.Csv;
using NUnit.Framework;

namespace AdaptiveOutbound.Tests.Imports.Csv;

internal sealed class CsvEncodingTests
{
    private const string Text = "Name,Ort\r\nMüller & Söhne,Zürich\r\n\"O'Brien, €\",Łódź 🚀\r\n";

    private static IEnumerable<TestCaseData> Encodings()
    {
        yield return new TestCaseData(new UTF8Encoding(false), CsvEncoding.Utf8) { TestName = "UTF-8" };
        yield return new TestCaseData(new UTF8Encoding(true), CsvEncoding.Utf8) { TestName = "UTF-8 with mark" };
        yield return new TestCaseData(new UnicodeEncoding(false, false), CsvEncoding.Utf16LittleEndian) { TestName = "UTF-16 LE" };
        yield return new TestCaseData(new UnicodeEncoding(false, true), CsvEncoding.Utf16LittleEndian) { TestName = "UTF-16 LE with mark" };
        yield return new TestCaseData(new UnicodeEncoding(true, false), CsvEncoding.Utf16BigEndian) { TestName = "UTF-16 BE" };
        yield return new TestCaseData(new UnicodeEncoding(true, true), CsvEncoding.Utf16BigEndian) { TestName = "UTF-16 BE with mark" };
    }

    [TestCaseSource(nameof(Encodings))]
    public async Task Reads_every_Unicode_encoding(Encoding encoding, CsvEncoding expected)
    {
        byte[] bytes = [.. encoding.GetPreamble(), .. encoding.GetBytes(Text)];

        var file = await UploadedFile.ReadAsync(bytes);

        Assert.That(file.Result.Encoding, Is.EqualTo(expected));
        Assert.That(file.Result.Header, Is.EqualTo(new[] { "Name", "Ort" }));
        Assert.That(file.Cells, Is.EqualTo(new[] { new[] { "Müller & Söhne", "Zürich" }, ["O'Brien, €", "Łódź 🚀"] }));
    }

    [Test]
    public async Task Reads_Windows_1252_even_when_the_first_umlaut_comes_late([Values(0, 1, 3000, 20_000)] int plainRecords)
    {
        var windows1252 = CodePagesEncodingProvider.Instance.GetEncoding(1252)!;
        var text = "Name,Preis\n" + string.Concat(Enumerable.Repeat("plain,1\n", plainRecords)) + "Müller,5 €\nSöhne,\u201Cx\u201D\n";

        var file = await UploadedFile.ReadAsync(windows1252.GetBytes(text));

        Assert.That(file.Result.Encoding, Is.EqualTo(CsvEncoding.Windows1252));
        Assert.That(file.Cells[^2..], Is.EqualTo(new[] { new[] { "Müller", "5 €" }, ["Söhne", "\u201Cx\u201D"] }));
    }

    [Test]
    public async Task Keeps_UTF_8_when_one_byte_is_damaged()
    {
        byte[] bytes = [.. "Name\nMüller\n"u8, .. "S"u8, 0xF6, .. "hne\nJürgen\n"u8];

        var file = await UploadedFile.ReadAsync(bytes);

        Assert.That(file.Result.Encoding, Is.EqualTo(CsvEncoding.Utf8));
        Assert.That(file.Cells, Is.EqualTo(new[] { new[] { "Müller" }, ["Söhne"], ["Jürgen"] }));
    }

    [Test]
    public async Task Reads_characters_that_the_network_cuts_in_two()
    {
        var text = "Name,Ort\n" + string.Concat(Enumerable.Repeat("Łódź 🚀,Zürich\n", 20_000));

        var utf8 = await UploadedFile.ReadAsync(new TricklingStream(Encoding.UTF8.GetBytes(text), 7));
        var utf16 = await UploadedFile.ReadAsync(new TricklingStream(Encoding.Unicode.GetBytes(text), 7));

        Assert.That(utf8.Records.Count(record => record.Cells is ["Łódź 🚀", "Zürich"]), Is.EqualTo(20_000));
        Assert.That(utf16.Records.Count(record => record.Cells is ["Łódź 🚀", "Zürich"]), Is.EqualTo(20_000));
    }

    [Test]
    public async Task Drops_byte_order_marks_of_joined_files()
    {
        var file = await UploadedFile.ReadAsync("\uFEFF\uFEFFName,Ort\nA,\"x, y\"\n\uFEFF\"B, C\",z\nD,in\uFEFFside\n");

        Assert.That(file.Result.Header, Is.EqualTo(new[] { "Name", "Ort" }));
        Assert.That(file.Cells, Is.EqualTo(new[] { new[] { "A", "x, y" }, ["B, C", "z"], ["D", "in\uFEFFside"] }));
    }

    [Test]
    public async Task Refuses_binary_files_by_what_they_are()
    {
        Assert.That((await UploadedFile.ProblemAsync("PK\u0003\u0004rest of a workbook")).Code, Is.EqualTo("not_csv"));
        Assert.That((await UploadedFile.ProblemAsync("PK\u0003\u0004rest of a workbook")).Message, Does.Contain("CSV UTF-8"));
        Assert.That((await UploadedFile.ProblemAsync([0xD0, 0xCF, 0x11, 0xE0, 1, 2])).Code, Is.EqualTo("not_csv"));
        Assert.That((await UploadedFile.ProblemAsync("a,b\n1,\0\n2,3\n")).Code, Is.EqualTo("not_csv"));
        Assert.That((await UploadedFile.ProblemAsync(Encoding.UTF32.GetBytes("a,b\n1,2\n"))).Code, Is.EqualTo("not_csv"));
        Assert.That((await UploadedFile.ProblemAsync([0xFF, 0xFE, .. Encoding.UTF32.GetBytes("a,b\n")])).Code, Is.EqualTo("not_csv"));
    }

    /// <summary>Gives a few bytes at a time, as a slow connection does.</summary>
    private sealed class TricklingStream(byte[] bytes, int step) : ForwardStream
    {
        private int position;

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var count = Math.Min(Math.Min(step, buffer.Length), bytes.Length - position);
            bytes.AsMemory(position, count).CopyTo(buffer);
            position += count;
            return ValueTask.FromResult(count);
        }
    }
}
