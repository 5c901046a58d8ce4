using AdaptiveOutbound.Jobs.Keys;
using AdaptiveOutbound.Jobs.Tokens;
using AdaptiveOutbound.Web.Hosting;

namespace AdaptiveOutbound.Web.Api;

/// <summary>A key to be stored.</summary>
internal sealed record KeyBody(string? Key)
{
    /// <summary>Says nothing of the key, which must stand in no log.</summary>
    public override string ToString() => nameof(KeyBody);
}

/// <summary>What a test of a key found out.</summary>
/// <param name="Code">One of <c>accepted, key_rejected, not_entitled, out_of_credits, rate_limited, provider_unreachable</c>.</param>
internal sealed record KeyTestAnswer(string Code, string Message, IReadOnlyList<string> MayCall, IReadOnlyList<string> MayNotCall, decimal? CreditsLeft, KeyView Key);

/// <summary><c>/api/v1/workspace/keys/{provider}</c>: the workspace's own keys. They are written and never read; no answer holds one.</summary>
internal static class KeysApi
{
    private const string Tag = "Keys";

    public static void Map(IEndpointRouteBuilder api, OutboundHost host)
    {
        var keys = api.MapGroup("/workspace/keys/{provider}").WithTags(Tag).WithMetadata(new MinimumRole(WorkspaceRole.Admin));
        keys.MapPut("", (string provider, HttpContext http) => AnswerAsync(provider, () => SetAsync(http, provider, host.Get<SetKey>())))
            .WithName("putKey").WithSummary("Set or replace a key").Accepts<KeyBody>("application/json").Produces<KeyView>()
            .ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status409Conflict).ProducesProblem(StatusCodes.Status422UnprocessableEntity);
        keys.MapDelete("", (string provider, HttpContext http) => AnswerAsync(provider, () => RemoveAsync(http, provider, host.Get<RemoveKey>())))
            .WithName("deleteKey").WithSummary("Remove a key").Produces(StatusCodes.Status204NoContent).ProducesProblem(StatusCodes.Status404NotFound);
        keys.MapPost("/test", (string provider, HttpContext http) => AnswerAsync(provider, () => TestAsync(http, provider, host)))
            .WithName("testKey").WithSummary("Ask the provider about the stored key").Produces<KeyTestAnswer>()
            .ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status409Conflict);
    }

    private static async Task<IResult> AnswerAsync(string provider, Func<Task<IResult>> answer)
    {
        if (!KeyProviders.All.Contains(provider, StringComparer.Ordinal))
            return Problem.Of(StatusCodes.Status404NotFound, "not_found", $"There is no such provider that takes a key. There is: {string.Join(", ", KeyProviders.All)}.");
        try
        {
            return await answer();
        }
        catch (KeyNotSetException)
        {
            return Problem.NotFound("key");
        }
        catch (KeyRingUnavailableException)
        {
            return Problem.Of(StatusCodes.Status503ServiceUnavailable, "key_ring_unavailable", "The server cannot read its key ring: an operator must look. Nothing was changed.");
        }
        catch (KeyException e) when (e.Code == "needs_reentry")
        {
            return Problem.Of(StatusCodes.Status409Conflict, e.Code, "The stored key cannot be opened any more: set it again.");
        }
    }

    private static async Task<IResult> SetAsync(HttpContext http, string provider, SetKey set)
    {
        var (body, problem) = await JsonBody.ReadAsync<KeyBody>(http);
        if (body is null) return problem!;
        var caller = ApiAccess.CallerOf(http);
        return await set.ExecuteAsync(caller.WorkspaceId, provider, (body.Key ?? "").AsMemory(), caller.By, http.RequestAborted) switch
        {
            SetKeyResult.Stored stored => ApiJson.Ok(KeyView.From(stored.Key)),
            SetKeyResult.Refused { Code: "key_changed" } changed => Problem.Of(StatusCodes.Status409Conflict, "state_conflict", changed.Message),
            SetKeyResult.Refused refused => Problem.Of(StatusCodes.Status422UnprocessableEntity, refused.Code, $"{refused.Message} Nothing was changed.",
                new ProblemError("key", null, refused.Code, refused.Message)),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
    }

    private static async Task<IResult> RemoveAsync(HttpContext http, string provider, RemoveKey remove)
    {
        var caller = ApiAccess.CallerOf(http);
        await remove.ExecuteAsync(caller.WorkspaceId, provider, caller.By, CancellationToken.None);
        return Results.NoContent();
    }

    private static async Task<IResult> TestAsync(HttpContext http, string provider, OutboundHost host)
    {
        var caller = ApiAccess.CallerOf(http);
        var test = await host.Get<TestKey>().ExecuteAsync(caller.WorkspaceId, provider, caller.By, http.RequestAborted);
        var key = KeyView.All(await host.Get<ListKeys>().ExecuteAsync(caller.WorkspaceId, http.RequestAborted)).Single(k => k.Provider == provider);
        return ApiJson.Ok(new KeyTestAnswer(test.Code, test.Message, test.MayCall, test.MayNotCall, test.CreditsLeft, key));
    }
}
