using AdaptiveOutbound.Jobs.Imports.Csv;

namespace AdaptiveOutbound.Web.Api;

/// <summary>What is wrong with a file, its columns or what is asked of it, as an answer with line and field.</summary>
internal static class FileProblem
{
    public static IResult Of(CsvProblem problem) => problem.Code switch
    {
        "file_not_found" => Problem.Of(StatusCodes.Status404NotFound, "not_found", problem.Message, Error(problem)),
        CsvProblemCodes.FileTooLarge => Problem.Of(StatusCodes.Status413PayloadTooLarge, problem.Code, problem.Message, Error(problem)),
        _ => Problem.Of(StatusCodes.Status422UnprocessableEntity, "invalid_request", problem.Message, Error(problem)),
    };

    private static ProblemError Error(CsvProblem problem) => new(problem.Field ?? FieldOf(problem.Code), problem.Line, problem.Code, problem.Message);

    private static string FieldOf(string code) => code switch
    {
        "file_not_found" => "fileId",
        CsvProblemCodes.MapInvalid or CsvProblemCodes.NoEnrichableColumn => "map",
        _ => "file",
    };
}
