namespace AdaptiveOutbound.Jobs.Credits;

/// <summary>
/// What a run would ask, counted before it starts. The run stays inside the range as long as nobody changes its records, the ledger or
/// the settings meanwhile.
/// </summary>
/// <param name="Provider">Who would be asked; null when nobody.</param>
/// <param name="Records">Records that it takes.</param>
/// <param name="CacheHits">Those that a fresh answer is stored for. Of more records than <see cref="EstimateJob.MostCounted"/> the first are looked at, and the others count as asked.</param>
/// <param name="Calls">Calls to the provider. Repeated questions are asked once, records with nothing to ask not at all.</param>
/// <param name="MinCredits">The least: of questions that find nobody nothing is charged.</param>
/// <param name="MaxCredits">The most: each question finds somebody, at the highest price.</param>
/// <param name="Seconds">Whole seconds that the key's limit makes it last; null when the limit is not known yet.</param>
/// <param name="ProviderCreditsLeft">What the provider says is left; null when it does not say.</param>
/// <param name="BudgetLeft">What the workspace's limits leave to this job: the least of day, month and job, what calls under way hold taken off; null without limits.</param>
internal sealed record RunEstimate(
    string? Provider, int Records, int CacheHits, int Calls, decimal MinCredits, decimal MaxCredits, int? Seconds, decimal? ProviderCreditsLeft, decimal? BudgetLeft);
