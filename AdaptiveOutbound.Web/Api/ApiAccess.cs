using AdaptiveOutbound.Jobs.Tokens;

namespace AdaptiveOutbound.Web.Api;

/// <summary>The least role that a route asks for; without it, viewer.</summary>
internal sealed record MinimumRole(WorkspaceRole Role);

/// <summary>Lets a request of the API through when it bears a valid token of a sufficient role.</summary>
internal sealed class ApiAccess(ApiTokens tokens) : IEndpointFilter
{
    private const string Scheme = "Bearer ";

    /// <summary>Who asks.</summary>
    public static ApiCaller CallerOf(HttpContext http) =>
        http.Items[typeof(ApiCaller)] as ApiCaller ?? throw new InvalidOperationException("The route is not behind ApiAccess.");

    /// <summary>The text of the request's token, which may be none that is valid; null without one.</summary>
    public static string? TokenOf(HttpContext http) =>
        http.Request.Headers.Authorization is [{ } header] && header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) ? header[Scheme.Length..].Trim() : null;

    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next) =>
        await RefuseAsync(context.HttpContext) ?? await next(context);

    /// <summary>What the request is refused with, or null; then <see cref="CallerOf"/> knows who asks.</summary>
    public async Task<IResult?> RefuseAsync(HttpContext http)
    {
        http.Response.Headers.CacheControl = "no-store";
        if (await CallerAsync(http) is not { } caller)
        {
            http.Response.Headers.WWWAuthenticate = "Bearer";
            return Problem.Of(StatusCodes.Status401Unauthorized, "unauthorized",
                "Send a valid token as \"Authorization: Bearer ao_…\". ./outbound token create makes one; it may have expired or been revoked.");
        }

        var least = http.GetEndpoint()?.Metadata.GetMetadata<MinimumRole>()?.Role ?? WorkspaceRole.Viewer;
        if (caller.Role < least)
            return Problem.Of(StatusCodes.Status403Forbidden, "forbidden", $"The token's role is {WorkspaceRoleText.Of(caller.Role)}; this needs {WorkspaceRoleText.Of(least)}.");
        http.Items[typeof(ApiCaller)] = caller;
        return null;
    }

    /// <summary>Whom the request's token speaks for; null when it has none that is valid now.</summary>
    public async Task<ApiCaller?> CallerAsync(HttpContext http) =>
        TokenOf(http) is { } token ? await tokens.FindAsync(token, http.RequestAborted) : null;
}
