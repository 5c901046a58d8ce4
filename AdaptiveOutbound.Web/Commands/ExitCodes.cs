namespace AdaptiveOutbound.Web.Commands;

/// <summary>What a command tells the shell.</summary>
internal static class ExitCodes
{
    /// <summary>It ended.</summary>
    public const int Ended = 0;

    /// <summary>It did not.</summary>
    public const int Failed = 1;

    /// <summary>Wrong usage.</summary>
    public const int Usage = 2;

    /// <summary>It waits for a person and can be resumed.</summary>
    public const int Waits = 3;

    /// <summary>It was interrupted.</summary>
    public const int Interrupted = 130;
}
