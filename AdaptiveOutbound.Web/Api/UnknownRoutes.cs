namespace AdaptiveOutbound.Web.Api;

/// <summary>What the API answers where it has no route: 404, or 405 with <c>Allow</c> and 415 where the route is there for other methods or bodies.</summary>
internal static class UnknownRoutes
{
    public static void UseUnknownRoutes(this WebApplication app, ApiAccess access) => app.Use((http, next) =>
        OutboundApi.Serves(http) && http.GetEndpoint() is not RouteEndpoint ? AnswerAsync(http, next, access) : next(http));

    private static async Task AnswerAsync(HttpContext http, RequestDelegate next, ApiAccess access)
    {
        if (await access.RefuseAsync(http) is { } refused)
        {
            await refused.ExecuteAsync(http);
            return;
        }

        if (http.GetEndpoint() is null)
        {
            await Problem.Of(StatusCodes.Status404NotFound, "not_found", $"There is no route {http.Request.Path}.").ExecuteAsync(http);
            return;
        }

        // Routing's own answer: it sets the status and Allow, and no body.
        await next(http);
        if (http.Response.HasStarted) return;
        if (http.Response.StatusCode == StatusCodes.Status415UnsupportedMediaType)
            await JsonBody.NotJson().ExecuteAsync(http);
        else if (http.Response.StatusCode == StatusCodes.Status405MethodNotAllowed)
            await Problem.Of(StatusCodes.Status405MethodNotAllowed, "method_not_allowed", $"{http.Request.Path} takes {http.Response.Headers.Allow}, not {http.Request.Method}.").ExecuteAsync(http);
    }
}
