namespace AdaptiveOutbound.Jobs.Imports.Csv;

/// <summary>The stable codes of <see cref="CsvProblem"/>.</summary>
internal static class CsvProblemCodes
{
    // The whole file is refused.
    public const string FileEmpty = "file_empty";
    public const string HeaderOnly = "header_only";
    public const string NotCsv = "not_csv";
    public const string HeaderInvalid = "header_invalid";
    public const string TooManyColumns = "too_many_columns";
    public const string TooManyLines = "too_many_lines";
    public const string FileTooLarge = "file_too_large";
    public const string LineTooLong = "line_too_long";

    /// <summary>Of the file when the quote swallows its rest; of one record when a later quote ends it amid text.</summary>
    public const string UnclosedQuote = "unclosed_quote";

    // One record is reported and the rest goes on.
    public const string FieldTooLong = "field_too_long";
    public const string TooManyCells = "too_many_cells";

    // The mapping is refused.
    public const string MapInvalid = "map_invalid";
    public const string MapUnknownColumn = "map_unknown_column";
    public const string MapUnknownField = "map_unknown_field";
    public const string MapClash = "map_clash";
    public const string NoEnrichableColumn = "no_enrichable_column";
}
