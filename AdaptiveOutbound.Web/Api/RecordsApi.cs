using AdaptiveOutbound.Data.Lanes;
using AdaptiveOutbound.Data.Records;
using AdaptiveOutbound.Jobs.Idempotency;
using AdaptiveOutbound.Jobs.Imports;
using AdaptiveOutbound.Jobs.Records;
using AdaptiveOutbound.Jobs.Tokens;
using AdaptiveOutbound.Web.Hosting;

namespace AdaptiveOutbound.Web.Api;

/// <summary><c>/api/v1/accounts</c> and <c>/contacts</c>. A record of another workspace is as one that does not exist.</summary>
internal static class RecordsApi
{
    public static void Map(IEndpointRouteBuilder api, OutboundHost host)
    {
        MapKind(api, host, RecordKind.Account, "Account");
        MapKind(api, host, RecordKind.Contact, "Contact");
    }

    private static void MapKind(IEndpointRouteBuilder api, OutboundHost host, RecordKind kind, string name)
    {
        var plural = RecordKindNames.Plural(kind);
        var (list, one) = ($"/{plural}", $"/{plural}/{{id:guid}}");
        api.MapGet(list, (Delegate)((HttpContext http) => ListAsync(http, kind, host.Get<ListRecords>())))
            .WithName($"List{name}s").WithTags(plural).WithSummary($"Lists {plural}").Takes(new("search", "The beginning of a name, domain, e-mail or last name."), new("status", "Only these.", ["enriched", "not_enriched"]),
                new("sort", "The order; newest by default.", ["newest", "oldest", "name", kind == RecordKind.Account ? "domain" : "email"]), QueryParameter.Cursor, QueryParameter.Limit)
            .Produces<RecordListAnswer>().ProducesProblem(422)
            .WithDescription("search is the beginning of a name, domain, e-mail or last name; status is enriched or not_enriched; sort is newest, oldest, name, or domain (accounts) and email (contacts).");
        api.MapPost(list, (Delegate)((HttpContext http) => CreateAsync(http, kind, host))).WithMetadata(new MinimumRole(WorkspaceRole.Member))
            .WithName($"Create{name}s").WithTags(plural).WithSummary($"Creates or updates one to 1,000 {plural}, by the rules of an import").Accepts<RecordBody>("application/json", JsonBody.AnyType)
            .Produces<CreatedRecordsAnswer>().ProducesProblem(413).ProducesProblem(415).ProducesProblem(422);
        api.MapGet(one, (Guid id, HttpContext http) => ShowAsync(http, kind, id, host.Get<FindRecord>()))
            .WithName($"Show{name}").WithTags(plural).WithSummary("Shows a record, where its values come from and what was asked about it").Produces<RecordView>().ProducesProblem(404);
        api.MapPatch(one, (Guid id, HttpContext http) => EditAsync(http, kind, id, host.Get<EditRecord>())).WithMetadata(new MinimumRole(WorkspaceRole.Member))
            .WithName($"Edit{name}").WithTags(plural).WithSummary("Changes fields by hand; null clears one").Accepts<RecordBody>("application/json", JsonBody.AnyType)
            .Produces<RecordView>().ProducesProblem(404).ProducesProblem(409).ProducesProblem(413).ProducesProblem(415).ProducesProblem(422);
        api.MapDelete(one, (Guid id, HttpContext http) => DeleteAsync(http, kind, id, host.Get<DeleteRecords>())).WithMetadata(new MinimumRole(WorkspaceRole.Member))
            .WithName($"Delete{name}").WithTags(plural).WithSummary("Deletes a record").Produces(204).ProducesProblem(404);
    }

    private static async Task<IResult> ListAsync(HttpContext http, RecordKind kind, ListRecords records)
    {
        var query = http.Request.Query;
        var (search, status, order, cursor) = ((string?)query["search"], (string?)query["status"], (string?)query["sort"], (string?)query["cursor"]);
        var identity = kind == RecordKind.Account ? "domain" : "email";
        var (limit, wrong) = ListQuery.Limit(query["limit"]);
        wrong ??= ListQuery.Unknown(http.Request, "search", "status", "sort", "cursor", "limit") ?? ListQuery.Known("status", status, RecordStatus.All)
            ?? ListQuery.Known("sort", order, ["newest", "oldest", "name", identity]) ?? SearchProblem("search", search);
        if (wrong is not null) return wrong;
        var sort = order switch { null or "newest" => RecordSort.Newest, "oldest" => RecordSort.Oldest, "name" => RecordSort.Name, _ => RecordSort.Identity };
        var filter = new RecordFilter(ListRecords.SearchOf(search), status);
        return await records.ExecuteAsync(ApiAccess.CallerOf(http).WorkspaceId, kind, filter, sort, cursor, limit, http.RequestAborted) is { } page
            ? ApiJson.Ok(new RecordListAnswer(page.Data, page.Next))
            : ListQuery.NoCursor(cursor!);
    }

    /// <summary>The problem with a search that no record could be found by.</summary>
    internal static IResult? SearchProblem(string field, string? search) =>
        search is { Length: > ListRecords.LongestSearch } || search?.Contains('\0', StringComparison.Ordinal) == true
            ? Problem.Parameter(field, $"{field} must be at most {ListRecords.LongestSearch} characters, without NUL.")
            : null;

    private static async Task<IResult> CreateAsync(HttpContext http, RecordKind kind, OutboundHost host)
    {
        var (body, content, problem) = await JsonBody.ReadAsync(http);
        if (problem is not null) return problem;
        (var records, problem) = RecordBodies.Many(body, kind);
        if (problem is not null) return problem;
        var caller = ApiAccess.CallerOf(http);
        return await Idempotent.RunAsync(http, host.Get<IdempotencyKeys>(), content, async claim =>
        {
            Func<IReadOnlyList<RecordOutcome>, IBatchEffect>? remember = claim is null ? null : made => claim.Answer(StatusCodes.Status200OK, ApiJson.Text(Answer(made)));
            // Begun, it is ended: a caller that hangs up has the records all the same.
            return ApiJson.Ok(Answer(await host.Get<CreateRecords>().ExecuteAsync(caller.WorkspaceId, kind, records, CancellationToken.None, caller.By, remember)));
        });
    }

    private static CreatedRecordsAnswer Answer(IReadOnlyList<RecordOutcome> outcomes) => new([.. outcomes.Select(CreatedRecord.From)]);

    private static async Task<IResult> ShowAsync(HttpContext http, RecordKind kind, Guid id, FindRecord find) =>
        await find.ExecuteAsync(ApiAccess.CallerOf(http).WorkspaceId, kind, id, http.RequestAborted) is { } record ? ApiJson.Ok(record) : NotFound(kind);

    private static async Task<IResult> EditAsync(HttpContext http, RecordKind kind, Guid id, EditRecord edit)
    {
        var (body, _, problem) = await JsonBody.ReadAsync(http);
        if (problem is not null) return problem;
        (var fields, problem) = RecordBodies.One(body, kind, "");
        if (problem is not null) return problem;
        return await edit.ExecuteAsync(ApiAccess.CallerOf(http).WorkspaceId, kind, id, fields, CancellationToken.None, ApiAccess.CallerOf(http).By) switch
        {
            EditResult.Edited edited => ApiJson.Ok(edited.Record),
            EditResult.Exists other => Problem.Of(StatusCodes.Status409Conflict, "record_exists", other.Message),
            EditResult.Invalid { Problem: var wrong } => Problem.Of(StatusCodes.Status422UnprocessableEntity, "invalid_request", wrong.Message,
                new ProblemError(wrong.Field is null ? "fields" : $"fields.{wrong.Field}", null, wrong.Code, wrong.Message)),
            _ => NotFound(kind),
        };
    }

    private static async Task<IResult> DeleteAsync(HttpContext http, RecordKind kind, Guid id, DeleteRecords delete) =>
        await delete.ExecuteAsync(ApiAccess.CallerOf(http).WorkspaceId, kind, [id], CancellationToken.None, ApiAccess.CallerOf(http).By) > 0 ? Results.NoContent() : NotFound(kind);

    private static IResult NotFound(RecordKind kind) => Problem.NotFound(kind == RecordKind.Account ? "account" : "contact");
}
