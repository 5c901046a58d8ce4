namespace AdaptiveOutbound.Web.Commands;

/// <summary>Ends a command; the message is one or two sentences for people that say what to do next.</summary>
internal sealed class CommandFailure(string message, int exitCode = ExitCodes.Failed, Exception? cause = null) : Exception(message, cause)
{
    public int ExitCode { get; } = exitCode;

    /// <summary>Wrong usage, told with exit code 2.</summary>
    public static CommandFailure Usage(string message) => new(message, ExitCodes.Usage);
}
