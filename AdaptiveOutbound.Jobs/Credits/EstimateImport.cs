using AdaptiveOutbound.Data.Files;
using AdaptiveOutbound.Data.Records;
using AdaptiveOutbound.Jobs.Enrichment;
using AdaptiveOutbound.Jobs.Imports;
using AdaptiveOutbound.Jobs.Imports.Csv;

namespace AdaptiveOutbound.Jobs.Credits;

/// <summary>What importing and enriching an uploaded file would do.</summary>
/// <param name="Distinct">Different records of the file.</param>
/// <param name="Rejected">Lines that would not be imported.</param>
/// <param name="Run">What its enrichment would ask; its records are the file's.</param>
internal sealed record ImportEstimate(int Distinct, int Rejected, RunEstimate Run);

/// <summary>Says what enriching an uploaded file would ask and can cost.</summary>
internal sealed class EstimateImport(PreviewImport preview, FileStore files, RunEstimates estimates)
{
    /// <summary>The estimate, or why the file cannot be used.</summary>
    public async Task<(ImportEstimate? Estimate, CsvProblem? Problem)> ExecuteAsync(Guid workspaceId, ImportRequest request, CancellationToken cancellationToken)
    {
        if (await KindAsync(workspaceId, request, cancellationToken) is not { } kind)
            return (null, (await preview.ExecuteAsync(workspaceId, request.FileId, request.Kind, request.Map, null, cancellationToken)).Problem);
        var count = await estimates.BeginAsync(workspaceId, kind, request.Provider, refresh: false, cancellationToken);
        var (counted, problem) = await preview.ExecuteAsync(workspaceId, request.FileId, kind, request.Map, CountAsync, cancellationToken);
        if (counted is null) return (null, problem);
        return (new(counted.Distinct, counted.Rejected, await estimates.EndAsync(workspaceId, kind, request.Provider, counted.Records, count, cancellationToken)), null);

        Task<int> CountAsync(IReadOnlyList<IReadOnlyDictionary<string, string>> page) =>
            count.AddAsync([.. page.Select(fields => QuestionOf.Record(kind, fields))], cancellationToken);
    }

    private async Task<RecordKind?> KindAsync(Guid workspaceId, ImportRequest request, CancellationToken cancellationToken)
    {
        var file = await files.FindAsync(workspaceId, request.FileId, cancellationToken);
        return file is not null && ColumnMap.TryCreate(FileFormat.Parse(file.Format).Header, request.Kind, request.Map, out var map, out _) ? map.Kind : null;
    }
}
