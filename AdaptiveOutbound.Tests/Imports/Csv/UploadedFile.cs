using System.Text;
using AdaptiveOutbound.Jobs.Imports.Csv;
using NUnit.Framework;

namespace AdaptiveOutbound.Tests.Imports.Csv;

/// <summary>What a test uploads, and what came of it.</summary>
internal sealed record UploadedFile(CsvIntakeResult Result, IReadOnlyList<CsvPart> Parts, IReadOnlyList<CsvRecord> Records)
{
    public string[][] Cells => [.. Records.Select(record => record.Cells)];

    public static Task<UploadedFile> ReadAsync(string text, CsvLimits? limits = null) => ReadAsync(Encoding.UTF8.GetBytes(text), limits);

    public static Task<UploadedFile> ReadAsync(byte[] bytes, CsvLimits? limits = null) => ReadAsync(new MemoryStream(bytes), limits);

    public static async Task<UploadedFile> ReadAsync(Stream upload, CsvLimits? limits = null)
    {
        limits ??= new CsvLimits();
        var parts = new List<CsvPart>();
        var result = await CsvIntake.ExecuteAsync(upload, limits, Keep, CancellationToken.None);
        var reader = new CsvPartReader(result.Delimiter, result.Header, limits);
        var records = parts.SelectMany(part => reader.Read(part.Text, part.FirstLine, part.FirstRecord)).ToArray();
        return new(result, parts, records);

        ValueTask Keep(CsvPart part, CancellationToken cancellationToken)
        {
            parts.Add(part with { Text = part.Text.ToArray() });
            return ValueTask.CompletedTask;
        }
    }

    public static Task<CsvProblem> ProblemAsync(string text, CsvLimits? limits = null) => ProblemAsync(Encoding.UTF8.GetBytes(text), limits);

    public static Task<CsvProblem> ProblemAsync(byte[] bytes, CsvLimits? limits = null) => ProblemAsync(new MemoryStream(bytes), limits);

    public static async Task<CsvProblem> ProblemAsync(Stream upload, CsvLimits? limits = null) =>
        (await Assert.ThrowsAsync<CsvProblemException>(() => ReadAsync(upload, limits)))!.Problem;
}
