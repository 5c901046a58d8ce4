namespace AdaptiveOutbound.Data.Records;

/// <summary>Where a field's value comes from.</summary>
/// <param name="Source">One of <see cref="OriginSources"/>.</param>
/// <param name="Provider">Who was asked; only of enriched values.</param>
/// <param name="JobId">The job that wrote it; null for an edit by hand.</param>
/// <param name="ObservedAt">When the value was seen: of equal sources the newer one wins.</param>
public sealed record Origin(string Source, string? Provider, Guid? JobId, DateTimeOffset ObservedAt)
{
    /// <summary>A value that a file brought.</summary>
    public static Origin Imported(Guid jobId, DateTimeOffset at) => new(OriginSources.Imported, null, jobId, at);

    /// <summary>A value that a provider gave.</summary>
    public static Origin Enriched(string provider, Guid? jobId, DateTimeOffset at) => new(OriginSources.Enriched, provider, jobId, at);

    /// <summary>A value that a person typed.</summary>
    public static Origin Edited(DateTimeOffset at) => new(OriginSources.Edited, null, null, at);
}

/// <summary>The sources of a value, strongest first.</summary>
public static class OriginSources
{
    public const string Edited = "edited";
    public const string Imported = "imported";
    public const string Enriched = "enriched";

    /// <summary>Provider whose values never replace a real one's.</summary>
    public const string Sandbox = "sandbox";
}
