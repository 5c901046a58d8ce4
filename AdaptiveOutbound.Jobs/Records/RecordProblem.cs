namespace AdaptiveOutbound.Jobs.Records;

/// <summary>Why one record is rejected.</summary>
/// <param name="Field">The field, or the column for problems of form; null when it is the whole line's.</param>
/// <param name="Code">Stable: <c>domain_invalid</c>, <c>email_invalid</c>, <c>linkedin_url_invalid</c>, <c>no_identity</c>,
/// <c>value_invalid</c>, and of the line's form <c>field_too_long</c>, <c>too_many_cells</c>, <c>unclosed_quote</c>.</param>
/// <param name="Message">For a person: what is wrong and what to do.</param>
internal sealed record RecordProblem(string? Field, string Code, string Message);
