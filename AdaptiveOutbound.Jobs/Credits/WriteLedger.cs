using System.Globalization;
using AdaptiveOutbound.Jobs.Imports.Csv;

namespace AdaptiveOutbound.Jobs.Credits;

/// <summary>Writes a ledger as CSV.</summary>
internal sealed class WriteLedger(ReadLedger read)
{
    /// <summary>The name of the file.</summary>
    public static string NameOf(LedgerGroup by, LedgerPeriod period) => string.Create(CultureInfo.InvariantCulture, $"ledger-by-{LedgerGroups.NameOf(by)}-{period.From:yyyy-MM-dd}-{period.To:yyyy-MM-dd}.csv");

    /// <summary>Lines, then others and elsewhere, so that the columns add up to what the days say.</summary>
    public async Task ExecuteAsync(Guid workspaceId, LedgerGroup by, LedgerPeriod period, Stream output, CancellationToken cancellationToken)
    {
        var ledger = await read.ExecuteAsync(workspaceId, by, period, ReadLedger.MostFileLines, cancellationToken);
        await using var writer = new CsvTableWriter(output, raw: true);
        await writer.WriteAsync([LedgerGroups.NameOf(by), "name", "calls", "credits_reserved", "credits_charged", "credits_unknown", "answers_free", "answers_disputed"], cancellationToken);
        foreach (var line in ledger.Lines)
            await WriteAsync(writer, line.Key ?? "", line.Label, line, cancellationToken);
        if (ledger.Others is { } others)
            await WriteAsync(writer, "", string.Create(CultureInfo.InvariantCulture, $"{others.Lines} others"), others, cancellationToken);
        if (ledger.Elsewhere is { } elsewhere)
            await WriteAsync(writer, "", "Elsewhere: jobs of other days, and removed ones", elsewhere, cancellationToken);
        await writer.FlushAsync(cancellationToken);
    }

    // A guard would make texts of numbers below nothing, and none of ours can be a formula.
    private static ValueTask WriteAsync(CsvTableWriter writer, string key, string name, LedgerSums sums, CancellationToken cancellationToken) => writer.WriteAsync(
        [CsvTableWriter.Guard(key), CsvTableWriter.Guard(name), Number(sums.Calls), Number(sums.Reserved), Number(sums.Charged), Number(sums.Unknown), Number(sums.Free), Number(sums.Disputed)],
        cancellationToken);

    /// <summary>As the API writes credits: at most four places.</summary>
    internal static string Number(decimal number) => number.ToString("0.####", CultureInfo.InvariantCulture);
}
