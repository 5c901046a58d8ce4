using CsvHelper;

namespace AdaptiveOutbound.Jobs.Imports.Csv;

/// <summary>One streaming pass over an upload: checks its structure and cuts it into parts. Memory does not grow with the file.</summary>
internal sealed class CsvIntake
{
    private readonly CsvLimits limits;
    private readonly Func<CsvPart, CancellationToken, ValueTask> store;
    private readonly IntakeStream text;
    private readonly CsvReader parser;
    private int parts;
    private int records;
    private int partRecords;
    private int partLine;
    private long partOffset;

    private CsvIntake(IntakeStream text, CsvReader parser, CsvLimits limits, Func<CsvPart, CancellationToken, ValueTask> store)
    {
        (this.text, this.parser, this.limits, this.store) = (text, parser, limits, store);
    }

    /// <summary>Reads <paramref name="upload"/> to its end.</summary>
    /// <param name="upload">The file; need not be seekable and is not disposed.</param>
    /// <param name="limits">What the file may be at most.</param>
    /// <param name="store">Called for each part in order. Parts stored before a problem showed are the caller's to drop.</param>
    /// <param name="cancellationToken">Ends the pass between two blocks.</param>
    /// <exception cref="CsvProblemException">The file cannot be used; nothing of it should be kept.</exception>
    public static async Task<CsvIntakeResult> ExecuteAsync(
        Stream upload, CsvLimits limits, Func<CsvPart, CancellationToken, ValueTask> store, CancellationToken cancellationToken)
    {
        using var characters = new UploadText(upload, limits);
        await using var text = new IntakeStream(characters, limits);
        if (!await text.OpenAsync(cancellationToken))
            throw IntakeProblems.Empty();
        await using var parser = CsvReader.Create(text, CsvDialect.Parsing(maxRecordBytes: limits.RecordBytes), leaveOpen: true);
        var intake = new CsvIntake(text, parser, limits, store);
        var header = await intake.ReadHeaderAsync(cancellationToken);
        await intake.ReadRecordsAsync(cancellationToken);
        return new(
            characters.Encoding, parser.Separator, header, intake.records, intake.parts, characters.Bytes, characters.Sha256());
    }

    private async Task<IReadOnlyList<string>> ReadHeaderAsync(CancellationToken cancellationToken)
    {
        if (!await NextAsync(cancellationToken))
            throw IntakeProblems.Empty();
        // A header that reaches the end of the file with its quote open would else be told off as a name too long.
        if (parser.ByteOffset + parser.RawRecord.Length == text.Served && Scan(parser.ByteOffset, (int)parser.LineNumber).OpenedOn is { } opened)
            throw IntakeProblems.Unclosed(opened);
        return HeaderCheck.Cells(parser, limits);
    }

    private async Task ReadRecordsAsync(CancellationToken cancellationToken)
    {
        while (await NextAsync(cancellationToken))
        {
            // A part ends where the first record behind its size starts, so that its text starts with its first record.
            if (partRecords > 0 && (parser.ByteOffset - partOffset >= limits.PartBytes || partRecords >= limits.PartRecords))
                await StorePartAsync(parser.ByteOffset, cancellationToken);
            if (partRecords++ == 0)
                StartPart();
            if (++records > limits.Records)
                throw IntakeProblems.TooManyLines(limits, (int)parser.LineNumber);
        }

        if (records == 0)
            throw IntakeProblems.HeaderOnly();
        await StorePartAsync(text.Served, cancellationToken);
    }

    private void StartPart()
    {
        (partLine, partOffset) = ((int)parser.LineNumber, parser.ByteOffset);
        text.Drop(partOffset);
    }

    private async Task StorePartAsync(long endOffset, CancellationToken cancellationToken)
    {
        var part = new CsvPart(parts++, partLine, records - partRecords, partRecords, text.Slice(partOffset, endOffset));
        await store(part, cancellationToken);
        partRecords = 0;
    }

    /// <summary>Reads the next record. The current one's start is kept, for the scan that tells an unclosed quote.</summary>
    private async ValueTask<bool> NextAsync(CancellationToken cancellationToken)
    {
        var (offset, line) = (parser.ByteOffset, Math.Max(1, (int)parser.LineNumber));
        text.RecordOffset = offset;
        try
        {
            if (await parser.ReadAsync(cancellationToken))
                return true;
        }
        catch (Exception tooLong) when (tooLong is CsvFormatException or InvalidDataException)
        {
            // Recovering from all else, the parser throws for one thing: a record longer than its buffer may grow. The
            // stream adds a record with too many cells.
            var scan = Scan(offset, line);
            throw scan.OpenedOn is { } opened ? IntakeProblems.Unclosed(opened) : IntakeProblems.LineTooLong(limits, scan.RecordLine);
        }

        return Scan(offset, line).OpenedOn is { } unclosed ? throw IntakeProblems.Unclosed(unclosed) : false;
    }

    private QuoteScan Scan(long offset, int line) => QuoteScan.Of(text.SliceFrom(offset), parser.Separator, line);
}
