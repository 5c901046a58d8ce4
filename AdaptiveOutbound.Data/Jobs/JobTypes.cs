namespace AdaptiveOutbound.Data.Jobs;

/// <summary>The types of job.</summary>
public static class JobTypes
{
    public const string ImportCsv = "import_csv";
    public const string EnrichAccounts = "enrich_accounts";
    public const string EnrichContacts = "enrich_contacts";
    public const string ExportData = "export_data";

    /// <summary>Puts back what an enrichment changed; made by the revert of that job only.</summary>
    public const string RevertEnrichment = "revert_enrichment";

    /// <summary>Takes an import back; made by the import's own undo only.</summary>
    public const string UndoImport = "undo_import";

    /// <summary>Takes away what is too old in its workspace.</summary>
    public const string CleanupData = "cleanup_data";

    /// <summary>What people can ask for.</summary>
    public static IReadOnlyList<string> Public { get; } = [ImportCsv, EnrichAccounts, EnrichContacts, ExportData, CleanupData];

    /// <summary>What stands in lists of jobs.</summary>
    public static IReadOnlyList<string> Listed { get; } = [.. Public, UndoImport, RevertEnrichment];

    /// <summary>Does nothing; for tests and the engine's bench. The API does not accept it.</summary>
    public const string Noop = "noop";
}

/// <summary>The status of a job. What waits stays <see cref="Pending"/> or <see cref="Processing"/> and says why.</summary>
public static class JobStatus
{
    public const string Pending = "pending";
    public const string Processing = "processing";
    public const string Completed = "completed";
    public const string Failed = "failed";
    public const string Cancelled = "cancelled";
    public const string DeadLetter = "dead_letter";

    /// <summary>A person paused it.</summary>
    public const string Paused = "paused";

    public static IReadOnlyList<string> All { get; } = [Pending, Processing, Completed, Failed, Cancelled, DeadLetter, Paused];
}
