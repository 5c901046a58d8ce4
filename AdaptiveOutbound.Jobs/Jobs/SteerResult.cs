namespace AdaptiveOutbound.Jobs.Jobs;

/// <summary>What became of a person's wish to steer a job.</summary>
public abstract record SteerResult
{
    private SteerResult() { }

    /// <summary>It is so now; also when it was so before.</summary>
    public sealed record Done : SteerResult;

    /// <summary>The workspace has no such job.</summary>
    public sealed record NotFound : SteerResult;

    /// <summary>The job stands where this is not possible.</summary>
    /// <param name="Message">One sentence for people.</param>
    public sealed record Conflict(string Message) : SteerResult;
}
