using System.Security.Cryptography;
using System.Text;
using AdaptiveOutbound.Data.Files;
using AdaptiveOutbound.Data.Imports;
using AdaptiveOutbound.Data.Records;
using AdaptiveOutbound.Jobs.Imports.Csv;

namespace AdaptiveOutbound.Jobs.Imports;

/// <summary>What an import of a file would do, counted before it starts.</summary>
/// <param name="Records">Records of the file.</param>
/// <param name="Distinct">Different records that its good lines name, by their strongest key.</param>
/// <param name="Duplicates">Good lines that repeat another's key.</param>
/// <param name="Rejected">Lines that would not be imported.</param>
/// <param name="FirstRejected">The first of them, at most 20.</param>
/// <param name="New">Those of <paramref name="Distinct"/> that the workspace does not have.</param>
/// <param name="Existing">Those that it has.</param>
/// <param name="CacheHits">Those that a fresh answer is stored for, as the caller counts.</param>
internal sealed record ImportPreview(RecordKind Kind, ColumnMap ColumnMap, int Records, int Distinct, int Duplicates, int Rejected,
    IReadOnlyList<RejectedInput> FirstRejected, int New, int Existing, int CacheHits);

/// <summary>Counts a stored upload part by part; what it remembers is 16 bytes a distinct record.</summary>
internal sealed class PreviewImport(FileStore files, RecordLookup records, CsvLimits limits)
{
    private const int Shown = 20;

    /// <summary>The counts, or why the file cannot be imported.</summary>
    /// <param name="workspaceId">Whose file and records.</param>
    /// <param name="fileId">The upload.</param>
    /// <param name="kind">Null guesses from the header.</param>
    /// <param name="map"><c>Column=field</c>.</param>
    /// <param name="countHits">Given the fields of distinct records, page by page, says how many of them are answered already; null counts none.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<(ImportPreview? Preview, CsvProblem? Problem)> ExecuteAsync(Guid workspaceId, Guid fileId, RecordKind? kind, IReadOnlyList<string> map,
        Func<IReadOnlyList<IReadOnlyDictionary<string, string>>, Task<int>>? countHits, CancellationToken cancellationToken)
    {
        if (await files.FindAsync(workspaceId, fileId, cancellationToken) is not { Kind: FileKinds.Upload } file)
            return (null, StartImport.FileNotFound());
        var format = FileFormat.Parse(file.Format);
        if (!ColumnMap.TryCreate(format.Header, kind, map, out var columns, out var problem))
            return (null, problem);
        var count = new Count(columns.Kind);
        var reader = new UploadReader(format, columns, limits);
        await foreach (var part in files.PartsAsync(workspaceId, fileId, cancellationToken))
        {
            var inputs = count.Read(reader, part);
            var known = await records.FindAsync(workspaceId, columns.Kind, SoughtKeys.Of(inputs.Select(input => input.Keys)), cancellationToken);
            var distinct = count.Compare(inputs, known);
            if (countHits is not null && distinct.Count > 0)
                count.CacheHits += await countHits(distinct);
        }

        return (count.Result(columns, file.Records), null);
    }

    /// <summary>The counts so far.</summary>
    private sealed class Count(RecordKind kind)
    {
        private readonly HashSet<UInt128> _seen = [];
        private readonly List<RejectedInput> _shown = [];
        private int _good;
        private int _rejected;
        private int _existing;

        public int CacheHits { get; set; }

        public List<RecordInput> Read(UploadReader reader, StoredPart part)
        {
            List<RecordInput> inputs = [];
            foreach (var (_, line) in reader.Read(part))
            {
                if (line.Record is { } record)
                    inputs.Add(UploadReader.Input(line.Line, record));
                else
                    Reject(new(line.Line, line.Problem!.Code, line.Problem.Field, line.Problem.Message));
            }

            return inputs;
        }

        /// <summary>Returns the fields of the records that no earlier line named.</summary>
        public List<IReadOnlyDictionary<string, string>> Compare(List<RecordInput> inputs, RecordIndex known)
        {
            List<IReadOnlyDictionary<string, string>> distinct = [];
            foreach (var input in inputs)
            {
                var (record, ambiguous) = known.Find(input.Keys);
                if (ambiguous is not null)
                {
                    Reject(ImportMerge.Ambiguous(input.Line, ambiguous));
                    continue;
                }

                _good++;
                if (!_seen.Add(Hash(record is null ? input.Keys.Canonical : record.Id.ToString())))
                    continue;
                _existing += record is null ? 0 : 1;
                distinct.Add(input.Fields);
            }

            return distinct;
        }

        public ImportPreview Result(ColumnMap columns, int total) =>
            new(kind, columns, total, _seen.Count, _good - _seen.Count, _rejected, _shown, _seen.Count - _existing, _existing, CacheHits);

        private void Reject(RejectedInput rejected)
        {
            _rejected++;
            if (_shown.Count < Shown)
                _shown.Add(rejected);
        }

        private static UInt128 Hash(string key)
        {
            Span<byte> hash = stackalloc byte[32];
            SHA256.HashData(Encoding.UTF8.GetBytes(key), hash);
            return System.Buffers.Binary.BinaryPrimitives.ReadUInt128BigEndian(hash);
        }
    }
}
