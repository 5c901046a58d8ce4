namespace AdaptiveOutbound.Data.Operations.Embedded;

/// <summary>How a program ended: exit code −1 when it could not be started or ran into its limit.</summary>
internal sealed record ProgramResult(int ExitCode, string Output, string Error)
{
    public bool Succeeded => ExitCode == 0;

    /// <summary>The last lines it wrote, in one line.</summary>
    public string Summary => string.Join(' ', (Error + '\n' + Output).Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).TakeLast(4));
}
