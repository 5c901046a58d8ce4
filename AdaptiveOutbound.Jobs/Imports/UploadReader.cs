using AdaptiveOutbound.Data.Files;
using AdaptiveOutbound.Data.Records;
using AdaptiveOutbound.Jobs.Imports.Csv;
using AdaptiveOutbound.Jobs.Records;

namespace AdaptiveOutbound.Jobs.Imports;

/// <summary>Reads stored uploads as normalised lines.</summary>
internal sealed class UploadReader(FileFormat format, ColumnMap map, CsvLimits limits)
{
    private readonly CsvPartReader _reader = new(format.Delimiter, format.Header, limits);

    public FileFormat Format => format;
    public ColumnMap Map => map;

    /// <summary>The reader of an import's file; its columns could be mapped when the job was made.</summary>
    public static UploadReader Of(ImportPayload payload, StoredFile file, CsvLimits limits)
    {
        var format = FileFormat.Parse(file.Format);
        return ColumnMap.TryCreate(format.Header, RecordKindNames.Parse(payload.Kind), payload.Map, out var map, out var problem)
            ? new(format, map, limits)
            : throw new InvalidOperationException($"The columns of file {file.Id} cannot be mapped any more: {problem.Code}");
    }

    /// <summary>The lines of a part, with the cells as they were.</summary>
    public IEnumerable<(CsvRecord Record, RecordLine Line)> Read(StoredPart part) =>
        _reader.Read(part.Text, (int)part.FirstLine, part.FirstRecord).Select(record => (record, RecordLine.From(record, map)));

    /// <summary>The keys of the part's good lines.</summary>
    public IEnumerable<RecordKeys> Keys(StoredPart part) =>
        Read(part).Where(line => line.Line.Record is not null).Select(line => Input(line.Line.Line, line.Line.Record!).Keys);

    /// <summary>The record's values and keys. A LinkedIn page stands as its slug, an e-mail's key is lower-case.</summary>
    public static RecordInput Input(int line, NormalizedRecord record)
    {
        var identity = record.Identity;
        var keys = record.Kind == RecordKind.Account
            ? new RecordKeys(identity.Domain, identity.LinkedInSlug, null)
            : new RecordKeys(identity.Email, identity.LinkedInSlug, RecordKeys.NameKeyOf(identity.FirstName, identity.LastName, identity.Domain));
        return new(line, keys, record.Fields);
    }
}
