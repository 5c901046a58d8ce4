namespace AdaptiveOutbound.Jobs.Jobs;

/// <summary>Why a job was not made.</summary>
/// <param name="Code">Stable: <c>empty_job</c>, <c>no_key</c>, <c>key_rejected</c>, <c>not_found</c>, <c>invalid_request</c>, <c>costs_more</c>.</param>
/// <param name="Message">For a person: what is wrong and what to do.</param>
/// <param name="Field">Member of the payload; null when it is none's.</param>
/// <param name="UnknownAt">Places in <c>recordIds</c>, from 0, of ids that the workspace has no record of.</param>
internal sealed record JobRefusal(string Code, string Message, string? Field = null, IReadOnlyList<int>? UnknownAt = null)
{
    /// <summary>There is nothing to do.</summary>
    public static JobRefusal Empty() => new("empty_job", "No record fits the filter: there is nothing to do.", "filter");

    /// <summary>By now it can cost more than the person who asks was told.</summary>
    public static JobRefusal CostsMore() => new("costs_more", "More records are chosen now than when its cost was shown. Look at the new number, then start it.");
}
