using System.Globalization;
using AdaptiveOutbound.Jobs.Credits;
using AdaptiveOutbound.Jobs.Keys;
using AdaptiveOutbound.Jobs.Tokens;
using AdaptiveOutbound.Jobs.Workspaces;
using AdaptiveOutbound.Web.Hosting;

namespace AdaptiveOutbound.Web.Api;

/// <summary>The workspace of the token.</summary>
/// <param name="Role">The token's role in it.</param>
internal sealed record WorkspaceAnswer(Guid Id, string Slug, string Name, DateTimeOffset CreatedAt, string Role);

/// <summary>Settings as they shall be. What only the server writes may stand here, so that an answer can be sent back; it is ignored.</summary>
internal sealed record SettingsBody(bool AutoEnrich, bool? RevealPersonalEmails, CreditLimits? CreditLimits, FreshnessDays? Freshness, string? TimeZone,
    CreditsUsed? CreditsUsed, DateTimeOffset? LastEnrichedAt, IReadOnlyList<KeyView>? Keys);

/// <summary><c>/api/v1/workspace</c>: names, settings and use of the token's workspace.</summary>
internal static class WorkspaceApi
{
    private const string Tag = "Workspace";

    public static void Map(IEndpointRouteBuilder api, OutboundHost host)
    {
        api.MapGet("/workspace", (Delegate)((HttpContext http) => ShowAsync(http, host.Get<ReadWorkspace>())))
            .WithName("getWorkspace").WithTags(Tag).WithSummary("The workspace of the token").Produces<WorkspaceAnswer>();
        api.MapGet("/workspace/settings", (Delegate)((HttpContext http) => SettingsAsync(http, host.Get<ReadSettings>())))
            .WithName("getSettings").WithTags(Tag).WithSummary("Settings, credits used and keys").WithDescription("The ETag names the revision, for If-Match.").Produces<SettingsView>();
        api.MapPut("/workspace/settings", (Delegate)((HttpContext http) => ChangeAsync(http, host)))
            .WithName("putSettings").WithTags(Tag).WithSummary("Change the settings").WithDescription("If-Match must name the ETag that was read.")
            .Accepts<SettingsBody>("application/json")
            .Example("""{"autoEnrich":false,"revealPersonalEmails":false,"creditLimits":{"perJob":null,"perDay":200,"perMonth":2500},"freshness":{"matchDays":90,"noMatchDays":14,"accounts":{"matchDays":180,"noMatchDays":null},"contacts":null},"timeZone":"Europe/Berlin"}""")
            .Produces<SettingsView>().WithMetadata(new MinimumRole(WorkspaceRole.Admin))
            .ProducesProblem(StatusCodes.Status412PreconditionFailed).ProducesProblem(StatusCodes.Status422UnprocessableEntity).ProducesProblem(StatusCodes.Status428PreconditionRequired);
        api.MapGet("/workspace/usage", (Delegate)((HttpContext http) => UsageAsync(http, host.Get<ReadUsage>())))
            .WithName("getUsage").WithTags(Tag).WithSummary("Use per day and provider").Takes(new QueryParameter("days", "How many days, the last one is today: 1 to 400, default 30.")).Produces<UsageView>().ProducesProblem(StatusCodes.Status422UnprocessableEntity);
    }

    private static async Task<IResult> ShowAsync(HttpContext http, ReadWorkspace read)
    {
        var caller = ApiAccess.CallerOf(http);
        return await read.ExecuteAsync(caller.WorkspaceId, http.RequestAborted) is { } w
            ? ApiJson.Ok(new WorkspaceAnswer(w.Id, w.Slug, w.Name, w.CreatedAt, WorkspaceRoleText.Of(caller.Role)))
            : Gone();
    }

    private static async Task<IResult> SettingsAsync(HttpContext http, ReadSettings read)
    {
        if (await read.ExecuteAsync(ApiAccess.CallerOf(http).WorkspaceId, http.RequestAborted) is not { } settings) return Gone();
        http.Response.Headers.ETag = string.Create(CultureInfo.InvariantCulture, $"\"{settings.Revision}\"");
        return ApiJson.Ok(settings);
    }

    private static async Task<IResult> ChangeAsync(HttpContext http, OutboundHost host)
    {
        var (revision, wrong) = Revision(http.Request.Headers.IfMatch);
        if (wrong is not null) return wrong;
        var (body, problem) = await TypedBody.ReadAsync<SettingsBody>(http);
        if (body is null) return problem!;
        if (body.RevealPersonalEmails is not { } reveal) return Missing("revealPersonalEmails");
        if (body.Freshness is not { } freshness) return Missing("freshness");
        if (body.TimeZone is not { } zone) return Missing("timeZone");
        var caller = ApiAccess.CallerOf(http);
        var wanted = new WantedSettings(body.AutoEnrich, reveal, body.CreditLimits, freshness, zone);
        switch (await host.Get<ChangeSettings>().ExecuteAsync(caller.WorkspaceId, wanted, revision, caller.By, CancellationToken.None))
        {
            case ChangeSettingsResult.Refused refused:
                return Problem.Of(StatusCodes.Status422UnprocessableEntity, "invalid_request", refused.Problems[0].Message, [.. refused.Problems.Select(p => new ProblemError(p.Field, null, p.Code, p.Message))]);
            case ChangeSettingsResult.Changed { Done: false }:
                return Changed();
            default:
                return await SettingsAsync(http, host.Get<ReadSettings>());
        }
    }

    // Null with no problem is "*": whatever stands there.
    private static (int? Revision, IResult? Problem) Revision(string? ifMatch) => ifMatch?.Trim() switch
    {
        null or "" => (null, Problem.Of(StatusCodes.Status428PreconditionRequired, "precondition_required", "Send If-Match with the ETag that GET /workspace/settings gave, so that nobody's change is lost.")),
        "*" => (null, null),
        var tag when int.TryParse(tag.Trim('"'), NumberStyles.None, CultureInfo.InvariantCulture, out var revision) => (revision, null),
        _ => (null, Changed()),
    };

    private static IResult Changed() =>
        Problem.Of(StatusCodes.Status412PreconditionFailed, "precondition_failed", "The settings or a key were changed since they were read: read them again and repeat the change.");

    private static async Task<IResult> UsageAsync(HttpContext http, ReadUsage read)
    {
        var text = (string?)http.Request.Query["days"];
        if (ListQuery.Unknown(http.Request, "days") is { } unknown) return unknown;
        var days = 30;
        if (text is not null && !(int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out days) && days is >= 1 and <= ReadUsage.MostDays))
            return Problem.Parameter("days", $"days is {text}: it must be a number from 1 to {ReadUsage.MostDays}.");
        return await read.ExecuteAsync(ApiAccess.CallerOf(http).WorkspaceId, days, http.RequestAborted) is { } usage ? ApiJson.Ok(usage) : Gone();
    }

    private static IResult Missing(string field) => Problem.Parameter(field, $"{field} is missing: settings are changed as a whole.");

    // Removed while the request ran.
    private static IResult Gone() => Problem.Of(StatusCodes.Status404NotFound, "not_found", "The workspace was removed.");
}
