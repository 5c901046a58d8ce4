using AdaptiveOutbound.Jobs.Imports.Csv;

namespace AdaptiveOutbound.Web.Commands.Enrichment;

/// <summary>Tells people what is wrong with their file.</summary>
internal static class CsvTrouble
{
    /// <summary>Names file, line and field. A wrong <c>--map</c> is wrong usage, everything else is the file's matter.</summary>
    public static CommandFailure Failure(string path, CsvProblem problem)
    {
        var line = problem.Line is { } number ? $", line {number}" : "";
        var field = problem.Field is { } name ? $", field {name}" : "";
        var isUsage = problem.Code.StartsWith("map_", StringComparison.Ordinal);
        return new CommandFailure($"{path}{line}{field}: {problem.Message} ({problem.Code})", isUsage ? ExitCodes.Usage : ExitCodes.Failed);
    }
}
