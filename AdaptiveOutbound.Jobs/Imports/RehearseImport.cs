using AdaptiveOutbound.Data.Files;
using AdaptiveOutbound.Data.Imports;
using AdaptiveOutbound.Data.Records;
using AdaptiveOutbound.Jobs.Imports.Csv;
using AdaptiveOutbound.Jobs.Records;

namespace AdaptiveOutbound.Jobs.Imports;

/// <summary>
/// Imports a stored upload in memory and writes nothing: the same reader and the same merge as the run, so that it says what the
/// run will do as long as nobody changes the records meanwhile. Ends after about 50,000 lines, which bounds time and memory.
/// </summary>
internal sealed class RehearseImport(FileStore files, RecordLookup records, CsvLimits limits, TimeProvider clock)
{
    /// <summary>Lines after which no further part is read.</summary>
    public const int MostLines = 50_000;

    private const int MostErrors = 100;
    private const int MostShown = 10;

    /// <summary>Characters that are shown of a value: ten lines of long cells would be more than an answer may hold.</summary>
    private const int MostOfValue = 200;

    /// <summary>What would happen, or why the file cannot be imported so.</summary>
    /// <param name="kind">Null guesses from the header.</param>
    /// <param name="map"><c>Column=field</c>; an empty field leaves the column out.</param>
    public async Task<(ImportRehearsal? Rehearsal, CsvProblem? Problem)> ExecuteAsync(
        Guid workspaceId, Guid fileId, RecordKind? kind, IReadOnlyList<string> map, CancellationToken cancellationToken)
    {
        if (await files.FindAsync(workspaceId, fileId, cancellationToken) is not { Kind: FileKinds.Upload } file)
            return (null, StartImport.FileNotFound());
        var format = FileFormat.Parse(file.Format);
        if (!ColumnMap.TryCreate(format.Header, kind, map, out var columns, out var problem))
            return (null, problem);
        var count = new Count(new UploadReader(format, columns, limits), clock.GetUtcNow());
        await foreach (var part in files.PartsAsync(workspaceId, fileId, cancellationToken))
        {
            count.Know(await records.ListAsync(workspaceId, columns.Kind, SoughtKeys.Of(count.Reader.Keys(part)), cancellationToken));
            count.Read(part);
            if (count.Counted >= MostLines)
                break;
        }

        return (count.Result(file, format), null);
    }

    /// <summary>The columns of an upload and what their names mean, also when nothing can be asked with them yet; null when there is no such file.</summary>
    public async Task<UploadColumns?> ColumnsAsync(Guid workspaceId, Guid fileId, RecordKind? kind, CancellationToken cancellationToken)
    {
        if (await files.FindAsync(workspaceId, fileId, cancellationToken) is not { Kind: FileKinds.Upload } file)
            return null;
        var format = FileFormat.Parse(file.Format);
        var (guessed, fields) = ColumnMap.Guess(format.Header, kind);
        var part = await files.ReadPartAsync(workspaceId, fileId, 0, cancellationToken);
        var first = part is null ? [] : new CsvPartReader(format.Delimiter, format.Header, limits).Read(part.Text, (int)part.FirstLine, 0).First().Cells;
        return new(guessed, Columns(format, fields, fields, first), new(file.Name, file.Size, file.Records, format.Encoding, format.Delimiter));
    }

    private static List<RehearsedColumn> Columns(FileFormat format, string?[] fields, string?[] guesses, string[] first) =>
        [.. HeaderNames.Distinct(format.Header).Select((name, i) => new RehearsedColumn(name, fields[i], guesses[i], first.Length > i ? TextCut.Shown(first[i], MostOfValue) : ""))];

    private static Dictionary<string, string> Shown(IReadOnlyDictionary<string, string> fields) => fields.ToDictionary(f => f.Key, f => TextCut.Shown(f.Value, MostOfValue), StringComparer.Ordinal);

    /// <summary>The merge so far. Records of earlier parts stay known as the lines left them, as they would stand in the database.</summary>
    private sealed class Count(UploadReader reader, DateTimeOffset now)
    {
        private readonly HashSet<Guid> _known = [];
        private readonly RecordIndex _index = new([]);
        private readonly List<RehearsedLine> _shown = [];
        private readonly List<RejectedInput> _errors = [];
        private ImportMerge? _merge;
        private ImportCounts _counts = new();
        private string[] _first = [];

        public UploadReader Reader => reader;

        public int Counted { get; private set; }

        public void Know(IEnumerable<KnownRecord> records)
        {
            foreach (var record in records.Where(record => _known.Add(record.Id)))
                _index.Add(record);
        }

        public void Read(StoredPart part)
        {
            _merge ??= new(_index, Origin.Imported(Guid.CreateVersion7(now), now));
            foreach (var (record, line) in reader.Read(part))
            {
                if (Counted++ == 0)
                    _first = record.Cells;
                var outcome = line.Record is { } good ? Merge(_merge, UploadReader.Input(line.Line, good)) : Refuse(new(line.Line, line.Problem!.Code, line.Problem.Field, line.Problem.Message));
                _counts = _counts.With(outcome);
                if (_shown.Count < MostShown)
                    _shown.Add(new(line.Line, outcome, outcome == LineOutcome.Invalid ? null : Shown(line.Record!.Fields)));
            }
        }

        public ImportRehearsal Result(StoredFile file, FileFormat format)
        {
            var fields = new string?[format.Header.Count];
            foreach (var column in reader.Map.Columns)
                fields[column.Index] = column.Field;
            return new(file.Id, file.Name, file.Size, RecordKindNames.Plural(reader.Map.Kind), Columns(format, fields, ColumnMap.Guess(format.Header, reader.Map.Kind).Fields, _first),
                _shown, _counts, _errors, file.Records, Counted, format.Encoding, format.Delimiter);
        }

        private LineOutcome Merge(ImportMerge merge, RecordInput input)
        {
            var outcome = merge.Apply(input);
            return outcome == LineOutcome.Invalid ? Refuse(merge.Rejected[^1]) : outcome;
        }

        private LineOutcome Refuse(RejectedInput rejected)
        {
            if (_errors.Count < MostErrors)
                _errors.Add(rejected);
            return LineOutcome.Invalid;
        }
    }
}
