using AdaptiveOutbound.Data.Files;
using AdaptiveOutbound.Data.Providers;
using AdaptiveOutbound.Data.Records;
using AdaptiveOutbound.Jobs.Imports;
using AdaptiveOutbound.Jobs.Imports.Csv;
using AdaptiveOutbound.Jobs.Providers;

namespace AdaptiveOutbound.Jobs.Enrichment;

/// <summary>What the enrichment of an uploaded file would ask, counted before it starts.</summary>
/// <param name="Records">Records of the file.</param>
/// <param name="Distinct">Different records among them.</param>
/// <param name="Rejected">Lines that would not be imported.</param>
/// <param name="CacheHits">Records that a fresh answer is stored for.</param>
/// <param name="Calls">Bulk calls to the provider.</param>
/// <param name="MaxCredits">The most it can cost.</param>
internal sealed record CostEstimate(int Records, int Distinct, int Rejected, int CacheHits, int Calls, decimal MaxCredits);

/// <summary>Says what enriching an uploaded file can cost at most. Asks nobody.</summary>
internal sealed class EstimateCost(PreviewImport preview, FileStore files, RecordStore records, LookupStore lookups, IEnumerable<IProvider> providers)
{
    /// <summary>The estimate, or why the file cannot be used.</summary>
    public async Task<(CostEstimate? Estimate, CsvProblem? Problem)> ExecuteAsync(Guid workspaceId, ImportRequest request, CancellationToken cancellationToken)
    {
        if (await KindAsync(workspaceId, request, cancellationToken) is not { } kind)
            return (null, (await preview.ExecuteAsync(workspaceId, request.FileId, request.Kind, request.Map, null, cancellationToken)).Problem);
        var provider = providers.First(p => p.Name == request.Provider);
        var (settings, _, _) = await records.LoadAsync(workspaceId, kind, [], [], cancellationToken);
        var options = new AskOptions(settings.RevealPersonalEmails);
        var (asked, credits) = (0, 0m);
        var (counted, problem) = await preview.ExecuteAsync(workspaceId, request.FileId, kind, request.Map, CountAsync, cancellationToken);
        if (counted is null) return (null, problem);
        var calls = (asked + provider.BulkSize - 1) / provider.BulkSize;
        return (new(counted.Records, counted.Distinct, counted.Rejected, counted.CacheHits, calls, credits), null);

        async Task<int> CountAsync(IReadOnlyList<IReadOnlyDictionary<string, string>> page)
        {
            List<Question> questions = [.. page.Select(fields => QuestionOf.Record(kind, fields)).Where(q => q.CanBeAsked)];
            var known = await lookups.FindAsync(workspaceId, provider.Name, [.. questions.Select(q => q.Fingerprint(options))], settings.Freshness, cancellationToken);
            var fresh = known.Where(k => k.Value.IsFresh).Select(k => k.Key).ToHashSet();
            asked += questions.Count - fresh.Count;
            credits += questions.Where((_, n) => !fresh.Contains(n)).Sum(q => provider.MaxCredits(q, options));
            return fresh.Count;
        }
    }

    private async Task<RecordKind?> KindAsync(Guid workspaceId, ImportRequest request, CancellationToken cancellationToken)
    {
        var file = await files.FindAsync(workspaceId, request.FileId, cancellationToken);
        return file is not null && ColumnMap.TryCreate(FileFormat.Parse(file.Format).Header, request.Kind, request.Map, out var map, out _) ? map.Kind : null;
    }
}
