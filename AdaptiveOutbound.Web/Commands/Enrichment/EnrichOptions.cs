namespace AdaptiveOutbound.Web.Commands.Enrichment;

/// <summary>What was asked for on the command line.</summary>
internal sealed record EnrichOptions
{
    /// <summary>The file to enrich; null when a job is resumed.</summary>
    public string? File { get; init; }

    /// <summary>A job of the chain to go on with; null when a file is enriched.</summary>
    public Guid? Resume { get; init; }

    /// <summary><c>accounts</c>, <c>contacts</c>, or null: what the columns say.</summary>
    public string? Kind { get; init; }

    public string? Output { get; init; }

    public required string Workspace { get; init; }

    /// <summary><c>apollo</c>, <c>sandbox</c>, or null: apollo when the workspace has a key that can be used.</summary>
    public string? Provider { get; init; }

    /// <summary>Each <c>Column=field</c>.</summary>
    public IReadOnlyList<string> Map { get; init; } = [];

    public decimal? MaxCredits { get; init; }

    /// <summary>Whether to go on without asking.</summary>
    public bool Yes { get; init; }

    /// <summary>Whether cells that a spreadsheet would run stay as they are.</summary>
    public bool Raw { get; init; }

    /// <summary>Whether only to say what it would cost.</summary>
    public bool DryRun { get; init; }
}
