using AdaptiveOutbound.Data.Files;
using AdaptiveOutbound.Data.Jobs;
using AdaptiveOutbound.Data.Lanes;
using AdaptiveOutbound.Data.Records;
using AdaptiveOutbound.Jobs.Imports.Csv;
using AdaptiveOutbound.Jobs.Providers;

namespace AdaptiveOutbound.Jobs.Imports;

/// <summary>
/// Makes the jobs of an import and of what it leads to, all in one transaction. Each job names the one that follows; the import
/// feeds the enrichment while it runs, the export waits for the job before it.
/// </summary>
internal sealed class StartImport(FileStore files, JobWriter jobs, IEnumerable<IProvider> providers)
{
    /// <summary>The jobs, or why there are none.</summary>
    /// <param name="remember">Given the import as it was written, says what commits with it; see <see cref="JobWriter"/>.</param>
    public async Task<(ImportStarted? Started, CsvProblem? Problem)> ExecuteAsync(
        Guid workspaceId, ImportRequest request, CancellationToken cancellationToken, Func<JobRow, IBatchEffect>? remember = null)
    {
        if (Check(request) is { } wrong)
            return (null, wrong);
        if (await files.FindAsync(workspaceId, request.FileId, cancellationToken) is not { Kind: FileKinds.Upload } file)
            return (null, FileNotFound());
        if (!ColumnMap.TryCreate(FileFormat.Parse(file.Format).Header, request.Kind, request.Map, out var map, out var problem))
            return (null, problem);
        var chain = await PlanAsync(workspaceId, request, file, map.Kind, cancellationToken);
        await jobs.WriteAsync(workspaceId, chain.Jobs, chain.Items, cancellationToken, remember);
        return (new(chain.Import, chain.Enrich, chain.Export, map.Kind, map, file.Records), null);
    }

    internal static CsvProblem FileNotFound() =>
        new("file_not_found", "The uploaded file does not exist any more. Upload it again.");

    private CsvProblem? Check(ImportRequest request)
    {
        if (request.Then.FirstOrDefault(step => step is not ("enrich" or "export")) is { } step)
            return new("then_unknown", $"\"{step}\" cannot follow an import. There are: enrich, export.", Field: "then");
        // Who nobody asks need not be there: Production has no sandbox.
        var known = providers.Select(provider => provider.Name).Union(request.Then.Contains("enrich") ? [] : ["apollo", "sandbox"]).ToList();
        if (!known.Contains(request.Provider))
            return new("provider_unknown", $"There is no provider \"{request.Provider}\" here. There are: {string.Join(", ", known)}.", Field: "provider");
        return request.Priority is < 0 or > 10 ? new("priority_invalid", "The priority is 0 to 10.", Field: "priority") : null;
    }

    private async Task<ImportChain> PlanAsync(Guid workspaceId, ImportRequest request, StoredFile file, RecordKind kind, CancellationToken cancellationToken)
    {
        var chain = new ImportChain(request, file, kind);
        chain.AddImport(await jobs.LaneAsync(workspaceId, JobTypes.ImportCsv, "", cancellationToken));
        if (chain.Enrich is not null)
        {
            var lane = await jobs.LaneAsync(workspaceId, ImportChain.EnrichType(kind), request.Provider, cancellationToken);
            await jobs.TryAgainAsync(workspaceId, lane, cancellationToken);
            chain.AddEnrich(lane);
        }
        if (chain.Export is not null)
            chain.AddExport(await jobs.LaneAsync(workspaceId, JobTypes.ExportData, "", cancellationToken));
        return chain;
    }
}
