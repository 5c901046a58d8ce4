namespace AdaptiveOutbound.Data.Credits;

/// <summary>Something about money that a person should know. The same is raised once.</summary>
public sealed class Alert
{
    public required Guid Id { get; init; }

    public required Guid WorkspaceId { get; init; }

    /// <summary>One of <see cref="AlertCodes"/>.</summary>
    public required string Code { get; init; }

    /// <summary>What it is about, such as <c>month 2026-11 100 of 500</c>; with the code it is unique in its workspace.</summary>
    public required string Scope { get; init; }

    /// <summary><c>warning</c> or <c>error</c>.</summary>
    public required string Level { get; init; }

    /// <summary>One or two sentences for people.</summary>
    public required string Message { get; init; }

    /// <summary>The job that it is about; null when it is about no single one.</summary>
    public Guid? JobId { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it is over by itself; null: when a person dismisses it.</summary>
    public DateTimeOffset? EndsAt { get; set; }

    public DateTimeOffset? DismissedAt { get; set; }

    public string? DismissedBy { get; set; }
}

/// <summary>What alerts are about.</summary>
public static class AlertCodes
{
    /// <summary>A share of a day's or month's credits is spent, or all.</summary>
    public const string Budget = "budget";

    /// <summary>The provider's own counter differs from what was booked.</summary>
    public const string Reconciliation = "reconciliation";

    /// <summary>A job has spent what it may spend.</summary>
    public const string JobBudget = "job_budget";

    /// <summary>The provider charged more than was reserved.</summary>
    public const string Price = "price";

    /// <summary>The provider named a price that was not believed.</summary>
    public const string Disputed = "disputed";

    /// <summary>The provider says that its credits are used up.</summary>
    public const string ProviderCredits = "provider_credits";

    /// <summary>A schedule waits for a person.</summary>
    public const string Schedule = "schedule";

    /// <summary>Records wait to be enriched by themselves, and there is nobody to ask.</summary>
    public const string AutoEnrich = "auto_enrich";

    /// <summary>The database was restored from a backup, and work rests until an operator lets it go on.</summary>
    public const string Restored = "restored";
}
