using System.Text;
using AdaptiveOutbound.Jobs.Imports.Csv;
using NUnit.Framework;

namespace AdaptiveOutbound.Tests.Imports.Csv;

/// <summary>Runs beside no other fixture: it measures the memory of the process.</summary>
[NonParallelizable]
internal sealed class CsvProblemTests
{
    [TestCase("", "file_empty")]
    [TestCase("\uFEFF", "file_empty")]
    [TestCase("\n\r\n\n", "file_empty")]
    [TestCase("a,b", "header_only")]
    [TestCase("a,b\n\n\n", "header_only")]
    [TestCase(",,\n1,2,3\n", "header_invalid")]
    [TestCase("  \n1\n", "header_invalid")]
    [TestCase("\"a\n1,2\n", "unclosed_quote")]
    public async Task Refuses_a_file_without_header_or_records(string text, string code)
    {
        Assert.That((await UploadedFile.ProblemAsync(text)).Code, Is.EqualTo(code));
    }

    [Test]
    public async Task Refuses_what_is_over_a_limit_and_says_the_limit()
    {
        var limits = new CsvLimits { Columns = 3, Records = 2, FileBytes = 1 << 20 };

        Assert.That((await UploadedFile.ProblemAsync("a,b,c,d\n1,2,3,4\n", limits)).Code, Is.EqualTo("too_many_columns"));
        Assert.That(await UploadedFile.ProblemAsync("a\n1\n2\n3\n", limits), Has.Property("Code").EqualTo("too_many_lines").And.Property("Line").EqualTo(4));
        var large = await UploadedFile.ProblemAsync(new GeneratedStream("a,b\n"u8.ToArray(), "1,2\n"u8.ToArray(), (1 << 20) + 1), new CsvLimits { FileBytes = 1 << 20 });
        Assert.That(large.Code, Is.EqualTo("file_too_large"));
        Assert.That(large.Message, Does.Contain("1 MB").And.Contain("Split"));
    }

    [TestCase("a,b\n1,2\n3,\"open", 3)]
    [TestCase("a,b\n1,2\n3,\"open\n4,5\n6,7\n", 3)]
    [TestCase("a,b\n\"x\ny\",\"z\nopen\n", 3)]
    [TestCase("a,b\r\n1,\"x \"\"quoted\"\" y\r\n\r\n2,3\r\n", 2)]
    public async Task Reports_the_line_where_an_unclosed_quote_began(string text, int line)
    {
        var problem = await UploadedFile.ProblemAsync(text);

        Assert.That(problem.Code, Is.EqualTo("unclosed_quote"));
        Assert.That(problem.Line, Is.EqualTo(line));
    }

    [Test]
    public async Task Reports_an_unclosed_quote_in_the_middle_of_5_MB()
    {
        var lines = Enumerable.Range(2, 150_000).Select(line => line == 75_000 ? "Acme,\"acme.example,some city" : "Nordlicht Logistik,nordlicht.example");

        var problem = await UploadedFile.ProblemAsync("Company,Website,City\n" + string.Join('\n', lines));

        Assert.That(problem.Code, Is.EqualTo("unclosed_quote"));
        Assert.That(problem.Line, Is.EqualTo(75_000));
    }

    [TestCase("x", "line_too_long", 3)]
    [TestCase(",", "line_too_long", 3)]
    [TestCase("\"x\",", "line_too_long", 3)]
    [TestCase("x\n", "unclosed_quote", 3)]
    public async Task Ends_soon_and_in_little_memory_on_a_line_of_100_MB(string block, string code, int line)
    {
        var start = Encoding.UTF8.GetBytes("a,b\n1,2\n" + (code == "unclosed_quote" ? "\"" : ""));
        var blocks = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(block, 4096)));
        var before = GC.GetAllocatedBytesForCurrentThread();

        var problem = await UploadedFile.ProblemAsync(new GeneratedStream(start, blocks, 100 << 20));

        Assert.That(problem, Has.Property("Code").EqualTo(code).And.Property("Line").EqualTo(line));
        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.LessThan(300 << 20), "allocated in all, buffers that were outgrown included");
    }

    [TestCase("x", "line_too_long")]
    [TestCase(",", "line_too_long")]
    [TestCase("x\n", "too_many_columns", ",")]
    public async Task Ends_soon_on_a_header_of_100_MB(string block, string code, string startBlock = "")
    {
        var start = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(startBlock, 100_000)));
        var blocks = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(block, 4096)));

        var problem = await UploadedFile.ProblemAsync(new GeneratedStream(start, blocks, 100 << 20));

        Assert.That(problem, Has.Property("Code").EqualTo(code).And.Property("Line").EqualTo(1));
    }

    [Test]
    public async Task Reports_an_unclosed_quote_in_the_header()
    {
        var problem = await UploadedFile.ProblemAsync("Company,\"Website\n" + string.Concat(Enumerable.Repeat("Fjord,fjord.example\n", 10_000)));

        Assert.That(problem, Has.Property("Code").EqualTo("unclosed_quote").And.Property("Line").EqualTo(1));
    }

    [Test]
    public async Task Takes_100_MB_of_records_in_little_memory()
    {
        var block = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("Nordlicht Logistik,https://www.nordlicht.example/\n", 1000)));
        var upload = new GeneratedStream("Company,Website\n"u8.ToArray(), block, 16 + (2000L * block.Length));
        var before = GC.GetTotalMemory(forceFullCollection: true);
        long? held = null;

        var result = await CsvIntake.ExecuteAsync(upload, new CsvLimits { Records = 3_000_000 }, Measure, CancellationToken.None);

        Assert.That(result.Records, Is.EqualTo(2_000_000));
        Assert.That(held, Is.Not.Null.And.LessThan(8 << 20));

        ValueTask Measure(CsvPart part, CancellationToken cancellationToken)
        {
            if (part.PartNumber == 80)
                held = GC.GetTotalMemory(forceFullCollection: true) - before;
            return ValueTask.CompletedTask;
        }
    }

    [Test]
    public async Task Leaves_a_NUL_far_behind_the_start_to_its_record()
    {
        var file = await UploadedFile.ReadAsync("Website\n" + string.Concat(Enumerable.Repeat("x.example\n", 10_000)) + "x\0.example\ny.example\n");

        Assert.That(file.Cells[^2..], Is.EqualTo(new[] { new[] { "x\0.example" }, ["y.example"] }));
    }

    [Test]
    public async Task Reads_a_line_of_100_000_cells_as_one_bad_record()
    {
        var file = await UploadedFile.ReadAsync("a,b\n" + new string(',', 100_000) + "\n1,2\n");

        Assert.That(file.Records.Select(record => record.Problem?.Code), Is.EqualTo(new[] { "too_many_cells", null }));
    }
}
