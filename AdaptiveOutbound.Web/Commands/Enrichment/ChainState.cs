using AdaptiveOutbound.Data.Jobs;
using AdaptiveOutbound.Jobs.Jobs;

namespace AdaptiveOutbound.Web.Commands.Enrichment;

/// <summary>The jobs of one run as they stand: import, enrich, export.</summary>
internal sealed record ChainState(IReadOnlyList<JobView> Jobs)
{
    /// <summary>The job whose id people use for the whole.</summary>
    public JobView Import => Jobs[0];

    public JobView? Enrich => Jobs.FirstOrDefault(j => j.Type is JobTypes.EnrichAccounts or JobTypes.EnrichContacts);

    public JobView? Export => Jobs.FirstOrDefault(j => j.Type == JobTypes.ExportData);

    /// <summary>The first one that has not ended; null when all have.</summary>
    public JobView? Open => Jobs.FirstOrDefault(j => !j.HasEnded);

    /// <summary>What changes when anything moves.</summary>
    public long Moved => Jobs.Sum(j => j.Progress.Processed + (j.HasEnded ? 1L : 0));

    /// <summary>Why it waits for a person: the provider's credits, the key, the provider itself, or somebody paused it. Null: it does not.</summary>
    public WaitingFor? WaitsForPerson
    {
        get
        {
            var open = Jobs.Where(j => !j.HasEnded).ToList();
            if (open.Count > 0 && open.All(j => j.Status == JobStatus.Paused)) return new WaitingFor("paused", "Somebody paused the job.", null);
            return open.Select(j => j.WaitingFor).FirstOrDefault(w => w?.Reason is WaitReasons.ProviderCredits or WaitReasons.Key or WaitReasons.ProviderDown or WaitReasons.Budget);
        }
    }

    /// <summary>Whether nobody works on it.</summary>
    public bool WaitsForWorker => Jobs.Any(j => j.WaitingFor?.Reason == WaitReasons.Worker);

    /// <summary>Reads the chain from any of its jobs; null when the workspace has no such job.</summary>
    public static async Task<ChainState?> FindAsync(ReadJobs jobs, Guid workspace, Guid anyOfThem, CancellationToken cancellationToken)
    {
        var root = await jobs.FindAsync(workspace, anyOfThem, cancellationToken);
        while (root is { Type: not JobTypes.ImportCsv, OriginId: { } origin })
            root = await jobs.FindAsync(workspace, origin, cancellationToken);
        return root is null ? null : await ReadAsync(jobs, workspace, root.Id, cancellationToken);
    }

    /// <summary>Reads the chain from its import.</summary>
    public static async Task<ChainState> ReadAsync(ReadJobs jobs, Guid workspace, Guid import, CancellationToken cancellationToken) =>
        new(await jobs.ChainAsync(workspace, import, cancellationToken));
}
