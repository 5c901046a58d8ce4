using AdaptiveOutbound.Data.Files;
using AdaptiveOutbound.Data.Jobs;
using AdaptiveOutbound.Data.Lanes;
using AdaptiveOutbound.Data.Records;
using AdaptiveOutbound.Jobs.Audit;

namespace AdaptiveOutbound.Jobs.Imports;

/// <summary>The jobs of one import as rows to write.</summary>
internal sealed class ImportChain(ImportRequest request, StoredFile file, RecordKind kind)
{
    // Made in one millisecond and sorted, so that lists by id show the chain in its order.
    private readonly Guid[] _ids = [.. new[] { Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.CreateVersion7() }.Order()];
    private readonly string _kind = RecordKindNames.Plural(kind);

    public Guid Import => _ids[0];
    public Guid? Enrich => request.Then.Contains("enrich") ? _ids[1] : null;
    public Guid? Export => request.Then.Contains("export") ? _ids[2] : null;
    public List<NewJob> Jobs { get; } = [];
    public List<NewItem> Items { get; } = [];

    public static string EnrichType(RecordKind kind) => kind == RecordKind.Account ? JobTypes.EnrichAccounts : JobTypes.EnrichContacts;

    public void AddImport(Guid lane)
    {
        var payload = new ImportPayload(file.Id, file.Name, _kind, request.Map, request.Then, request.Provider, request.Raw);
        Add(new(Import, lane, JobTypes.ImportCsv, $"Import {file.Name}", PayloadJson.Write(payload), file.Records, 1)
        {
            Queue = LaneQueues.Bulk,
            LeadsTo = Enrich ?? Export,
            Audit = AuditedStart.Line(request.CreatedBy, AuditActions.ImportStarted, $"job {Import}", [("file", file.Name), ("records", $"{file.Records}"), .. Following()]),
        });
        Items.Add(new(Guid.CreateVersion7(), Import, lane, null, request.Priority));
    }

    private IEnumerable<(string, string)> Following()
    {
        if (request.Then.Count > 0) yield return ("then", string.Join(", ", request.Then));
        if (Enrich is not null) yield return ("provider", request.Provider);
    }

    /// <summary>Holds no item yet: the import brings them, and its own end is the one that is open.</summary>
    public void AddEnrich(Guid lane) => Add(new(Enrich!.Value, lane, EnrichType(kind), $"Enrich {file.Name}",
        PayloadJson.Write(new FedEnrichPayload(Import, request.Provider)), 0, 1)
    {
        OriginId = Import,
        LeadsTo = Export,
    });

    /// <summary>Its item waits for the job before it, however long that takes.</summary>
    public void AddExport(Guid lane)
    {
        var payload = new ChainExportPayload(Import, Enrich, file.Id, _kind, request.Provider, Escape: !request.Raw);
        Add(new(Export!.Value, lane, JobTypes.ExportData, $"Export {file.Name}", PayloadJson.Write(payload), file.Records, 1)
        {
            Queue = LaneQueues.Bulk,
            OriginId = Enrich ?? Import,
        });
        Items.Add(new(Guid.CreateVersion7(), Export!.Value, lane, null, request.Priority, DateTimeOffset.MaxValue));
    }

    private void Add(NewJob job) => Jobs.Add(job with { Priority = request.Priority, CreatedBy = request.CreatedBy });
}
