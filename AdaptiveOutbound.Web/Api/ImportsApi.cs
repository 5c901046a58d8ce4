using System.Globalization;
using AdaptiveOutbound.Data.Jobs;
using AdaptiveOutbound.Data.Records;
using AdaptiveOutbound.Jobs.Enrichment;
using AdaptiveOutbound.Jobs.Imports;
using AdaptiveOutbound.Jobs.Jobs;
using AdaptiveOutbound.Jobs.Providers.Apollo;
using AdaptiveOutbound.Jobs.Tokens;
using AdaptiveOutbound.Web.Hosting;

namespace AdaptiveOutbound.Web.Api;

/// <summary>A line of a file that was not imported, and why.</summary>
internal sealed record ImportError(long Line, string? Field, string? Code, string? Message);

/// <summary>One page of an import's refused lines.</summary>
internal sealed record ImportErrorPage(IReadOnlyList<ImportError> Data, string? NextCursor);

/// <summary><c>/api/v1/imports</c>: files in, what was wrong with them, and back again.</summary>
internal static class ImportsApi
{
    private const string Tag = "Imports";
    private static readonly string[] Kinds = ["accounts", "contacts"];
    private static readonly string[] FileParameters = ["kind", "map", "name", "fileId"];

    public static void Map(IEndpointRouteBuilder api, OutboundHost host)
    {
        api.MapPost("/imports", (Delegate)((HttpContext http) => StartAsync(http, host)))
            .WithMetadata(new MinimumRole(WorkspaceRole.Member)).WithName("startImport").WithTags(Tag).WithSummary("Import a CSV file")
            .WithDescription("The file is the body as text/csv, the one part of a multipart/form-data body, or a stored one named by fileId. Parameters stand in the query: kind, then (enrich, export), provider, map (Column=field, repeated), name, fileId.")
            .Produces<JobView>(StatusCodes.Status202Accepted)
            .ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status409Conflict).ProducesProblem(StatusCodes.Status413PayloadTooLarge)
            .ProducesProblem(StatusCodes.Status415UnsupportedMediaType).ProducesProblem(StatusCodes.Status422UnprocessableEntity);
        api.MapPost("/imports/preview", (Delegate)((HttpContext http) => PreviewAsync(http, host)))
            .WithMetadata(new MinimumRole(WorkspaceRole.Member)).WithName("previewImport").WithTags(Tag).WithSummary("Say what an import would do")
            .WithDescription("Stores the file for a time (30 days unless configured otherwise) and writes nothing else. The counts are those of the run; of a file longer than about 50,000 lines those of its beginning, with complete: false.")
            .Produces<ImportRehearsal>().ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status413PayloadTooLarge)
            .ProducesProblem(StatusCodes.Status415UnsupportedMediaType).ProducesProblem(StatusCodes.Status422UnprocessableEntity);
        api.MapGet("/imports/{id:guid}/errors", (Guid id, HttpContext http) => ErrorsAsync(http, id, host))
            .WithName("listImportErrors").WithTags(Tag).WithSummary("List the lines that were not imported")
            .WithDescription("With Accept: text/csv the whole error file: the line's cells as they were, then outbound_line, outbound_field, outbound_code, outbound_message.")
            .Takes(QueryParameter.Cursor, QueryParameter.Limit).Produces<ImportErrorPage>(StatusCodes.Status200OK, "application/json", "text/csv")
            .ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status410Gone).ProducesProblem(StatusCodes.Status422UnprocessableEntity);
        api.MapPost("/imports/{id:guid}/undo", (Guid id, HttpContext http) => UndoAsync(http, id, host))
            .WithMetadata(new MinimumRole(WorkspaceRole.Member)).WithName("undoImport").WithTags(Tag).WithSummary("Take an import back")
            .WithDescription("Records that the import made go unless they were changed since; fields that it changed get their earlier value back. The job's result says how many: recordsDeleted, recordsKept, fieldsRestored. Its items are the records that stay.")
            .Produces<JobView>(StatusCodes.Status202Accepted).ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status409Conflict);
    }

    private static async Task<IResult> StartAsync(HttpContext http, OutboundHost host)
    {
        var query = http.Request.Query;
        if ((ListQuery.Unknown(http.Request, [.. FileParameters, "then", "provider"]) ?? ListQuery.Known("kind", query["kind"], Kinds)) is { } wrong)
            return wrong;
        var caller = ApiAccess.CallerOf(http);
        string[] then = [.. query["then"].SelectMany(text => (text ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))];
        var (upload, refused) = await UploadBody.ReadAsync(http, host);
        if (upload is null)
            return refused!;
        var started = false;
        try
        {
            return await Idempotent.JobAsync(http, host, upload.Content, async remember =>
            {
                var (provider, nobody) = await ProviderAsync(host, caller.WorkspaceId, query["provider"], then);
                if (nobody is not null) return (default, nobody);
                var request = new ImportRequest(upload.FileId, KindOf(query), Maps(query), then, provider, Raw: false, caller.By);
                // Uploaded, it is begun: a caller that hangs up now has imported all the same.
                var (made, problem) = await host.Get<StartImport>().ExecuteAsync(caller.WorkspaceId, request, CancellationToken.None, remember);
                started = made is not null;
                return (made?.ImportJobId ?? default, problem is null ? null : FileProblem.Of(problem));
            });
        }
        finally
        {
            if (upload.IsNew && !started)
                await host.Get<DropUpload>().ExecuteAsync(caller.WorkspaceId, upload.FileId, CancellationToken.None);
        }
    }

    /// <summary>Who is asked, as for any other job. A name that nobody knows is refused with the rest of the request.</summary>
    private static async Task<(string Provider, IResult? Problem)> ProviderAsync(OutboundHost host, Guid workspace, string? asked, string[] then)
    {
        if (!then.Contains("enrich") || (asked is not null && !ChooseProvider.Known.Contains(asked)))
            return (asked ?? ApolloRegistration.Name, null);
        var (provider, why) = await host.Get<ChooseProvider>().ExecuteAsync(workspace, asked, CancellationToken.None);
        return provider is not null ? (provider, null) : ("", StartJobsApi.Refused(ChooseProvider.Refusal(why!.Value), ""));
    }

    private static async Task<IResult> PreviewAsync(HttpContext http, OutboundHost host)
    {
        var query = http.Request.Query;
        if ((ListQuery.Unknown(http.Request, FileParameters) ?? ListQuery.Known("kind", query["kind"], Kinds)) is { } wrong)
            return wrong;
        var (upload, refused) = await UploadBody.ReadAsync(http, host);
        if (upload is null)
            return refused!;
        var workspace = ApiAccess.CallerOf(http).WorkspaceId;
        var (rehearsal, problem) = await host.Get<RehearseImport>().ExecuteAsync(workspace, upload.FileId, KindOf(query), Maps(query), http.RequestAborted);
        if (rehearsal is not null)
            return ApiJson.Ok(rehearsal);
        if (upload.IsNew)
            await host.Get<DropUpload>().ExecuteAsync(workspace, upload.FileId, CancellationToken.None);
        return FileProblem.Of(problem!);
    }

    private static async Task<IResult> ErrorsAsync(HttpContext http, Guid id, OutboundHost host)
    {
        var (workspace, cursor, errors) = (ApiAccess.CallerOf(http).WorkspaceId, (string?)http.Request.Query["cursor"], host.Get<WriteImportErrors>());
        var (limit, wrong) = ListQuery.Limit(http.Request.Query["limit"]);
        wrong ??= ListQuery.Unknown(http.Request, "cursor", "limit");
        if (cursor is not null && !long.TryParse(cursor, NumberStyles.None, CultureInfo.InvariantCulture, out _))
            wrong ??= ListQuery.NoCursor(cursor);
        if (wrong is not null)
            return wrong;
        var (isImport, import) = await errors.FindAsync(workspace, id, http.RequestAborted);
        if (!isImport)
            return Problem.NotFound("import");
        if (!http.Request.GetTypedHeaders().Accept.Any(type => type.MediaType.Equals("text/csv", StringComparison.OrdinalIgnoreCase)))
            return await ErrorPageAsync(host.Get<JobReader>(), workspace, id, cursor, limit, http.RequestAborted);
        return import is null
            ? Problem.Of(StatusCodes.Status410Gone, "file_expired", "The uploaded file has expired and is gone. Its errors can still be listed as JSON.")
            : Results.Stream(stream => errors.ExecuteAsync(import, stream, http.RequestAborted), CsvDownload.ContentType, CsvDownload.ErrorsOf(import));
    }

    private static async Task<IResult> ErrorPageAsync(JobReader jobs, Guid workspace, Guid id, string? cursor, int limit, CancellationToken cancellationToken)
    {
        var page = await jobs.ItemsAsync(workspace, id, [ItemOutcome.Failed], cursor, limit, cancellationToken);
        return ApiJson.Ok(new ImportErrorPage([.. page.Data.Select(i => new ImportError(i.Line ?? 0, i.ErrorField, i.ErrorCode, i.ErrorMessage))], page.Next));
    }

    private static async Task<IResult> UndoAsync(HttpContext http, Guid id, OutboundHost host)
    {
        if (ListQuery.Unknown(http.Request) is { } wrong)
            return wrong;
        var caller = ApiAccess.CallerOf(http);
        return await Idempotent.JobAsync(http, host, default, async remember =>
            await host.Get<UndoImport>().ExecuteAsync(caller.WorkspaceId, id, caller.By, CancellationToken.None, remember) switch
            {
                UndoAnswer.Started { JobId: var job } => (job, null),
                UndoAnswer.Conflict conflict => (default, Problem.Of(StatusCodes.Status409Conflict, "state_conflict", conflict.Message)),
                _ => (default(Guid), Problem.NotFound("import")),
            });
    }

    private static RecordKind? KindOf(IQueryCollection query) => (string?)query["kind"] is { } kind ? RecordKindNames.Parse(kind) : null;

    private static string[] Maps(IQueryCollection query) => [.. query["map"].Select(text => text ?? "")];
}
