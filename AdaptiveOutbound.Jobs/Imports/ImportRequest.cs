using AdaptiveOutbound.Data.Records;
using AdaptiveOutbound.Jobs.Imports.Csv;

namespace AdaptiveOutbound.Jobs.Imports;

/// <summary>What a person asks for with an uploaded file.</summary>
/// <param name="FileId">The upload.</param>
/// <param name="Kind">What it lists; null guesses from the header.</param>
/// <param name="Map"><c>Column=field</c>; an empty field leaves the column out.</param>
/// <param name="Then">What follows: <c>enrich</c>, <c>export</c>, both or nothing.</param>
/// <param name="Provider">Who is asked: <c>apollo</c> or <c>sandbox</c>.</param>
/// <param name="Raw">Whether the export leaves cells that a spreadsheet would run as they are.</param>
/// <param name="CreatedBy">Who asks, for people.</param>
/// <param name="Priority">0 to 10, 10 first.</param>
internal sealed record ImportRequest(Guid FileId, RecordKind? Kind, IReadOnlyList<string> Map, IReadOnlyList<string> Then, string Provider, bool Raw,
    string? CreatedBy, short Priority = 5);

/// <summary>The jobs that were made.</summary>
internal sealed record ImportStarted(Guid ImportJobId, Guid? EnrichJobId, Guid? ExportJobId, RecordKind Kind, ColumnMap ColumnMap, int Records);

/// <summary>Payload of an <c>import_csv</c> job.</summary>
/// <param name="Kind"><c>accounts</c> or <c>contacts</c>.</param>
internal sealed record ImportPayload(Guid FileId, string FileName, string Kind, IReadOnlyList<string> Map, IReadOnlyList<string> Then, string Provider, bool Raw);

/// <summary>Payload of an enrichment that an import feeds.</summary>
internal sealed record FedEnrichPayload(Guid ImportJobId, string Provider, bool Refresh = false);

/// <summary>Payload of an export of what an import brought, in the file's own order.</summary>
internal sealed record ChainExportPayload(Guid ImportJobId, Guid? EnrichJobId, Guid FileId, string Kind, string Provider, bool Escape);
