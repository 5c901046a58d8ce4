namespace AdaptiveOutbound.Jobs.Imports.Csv;

/// <summary>Why a file or one of its records cannot be used.</summary>
/// <param name="Code">Stable, snake_case; scripts and the API depend on it. See <see cref="CsvProblemCodes"/>.</param>
/// <param name="Message">One or two sentences for a person: what is wrong and what to do next.</param>
/// <param name="Line">Physical line of the file, 1-based; null when the problem is the whole file's.</param>
/// <param name="Field">The column (as the file spells it) or the field; null when it is the whole line's.</param>
internal sealed record CsvProblem(string Code, string Message, int? Line = null, string? Field = null);

/// <summary>Ends the reading of a file that cannot be used at all; thrown because it crosses the parser's call stack.</summary>
internal sealed class CsvProblemException(CsvProblem problem) : Exception(problem.Message)
{
    public CsvProblem Problem { get; } = problem;
}
