using AdaptiveOutbound.Data.Operations;
using AdaptiveOutbound.Jobs.Tokens;
using AdaptiveOutbound.Web.Hosting;
using AdaptiveOutbound.Web.Reference;
using Microsoft.AspNetCore.Diagnostics;

namespace AdaptiveOutbound.Web.Api;

/// <summary>The REST API under <c>/api/v1</c>: JSON, tokens, problems.</summary>
internal static partial class OutboundApi
{
    private static readonly TimeSpan TryAgain = TimeSpan.FromSeconds(5);

    /// <summary>Turns what a handler throws into a problem: 503 while the database is away, else 500 without a word of the cause.</summary>
    public static void UseProblems(WebApplication app, ILogger logger) => app.UseExceptionHandler(new ExceptionHandlerOptions
    {
        ExceptionHandler = http => AnswerAsync(http, logger),
    });

    private const string Root = "/api/v1";

    /// <summary>Whether the request is one of the API.</summary>
    public static bool Serves(HttpContext http) => http.Request.Path.StartsWithSegments(Root);

    /// <summary>What the API needs of the server.</summary>
    public static IServiceCollection AddOutboundApi(this IServiceCollection services, HostSettings settings) => services.AddRequestLimit(settings).AddReference();

    /// <summary>Counts requests, and answers those that no route is for. Comes after routing.</summary>
    public static void UseOutboundApi(this WebApplication app, OutboundHost host)
    {
        app.UseRateLimiter();
        app.UseUnknownRoutes(new ApiAccess(host.Get<ApiTokens>()));
    }

    public static void Map(WebApplication app, OutboundHost host)
    {
        var api = app.MapGroup(Root).AddEndpointFilter(new ApiAccess(host.Get<ApiTokens>()));
        JobsApi.Map(api, host);
        StartJobsApi.Map(api, host);
        EstimatesApi.Map(api, host);
        ExportsApi.Map(api, host);
        LedgerApi.Map(api, host);
        ImportsApi.Map(api, host);
        RevertApi.Map(api, host);
        EventsApi.Map(api, host);
        RecordsApi.Map(api, host);
        JobHistoryApi.Map(api, host);
        WorkspaceApi.Map(api, host);
        KeysApi.Map(api, host);
        AlertsApi.Map(api, host);
        SchedulesApi.Map(api, host);
        app.MapReference();
    }

    private static Task AnswerAsync(HttpContext http, ILogger logger)
    {
        switch (http.Features.Get<IExceptionHandlerFeature>()?.Error)
        {
            case BadHttpRequestException bad:
                return SayAsync(http, bad.StatusCode, bad.StatusCode == StatusCodes.Status413PayloadTooLarge ? "too_large" : "bad_request", bad.Message);
            case InvalidDataException when http.Request.HasFormContentType: // of a form's reader, such as a value with NUL
                return SayAsync(http, StatusCodes.Status400BadRequest, "bad_request", "The form cannot be read.");
            case { } error when DatabaseTrouble.IsAway(error):
                http.Response.Headers.RetryAfter = $"{TryAgain.TotalSeconds:0}";
                return SayAsync(http, StatusCodes.Status503ServiceUnavailable, "database_unavailable", "The database cannot be reached: try again in a moment. Nothing was lost.");
            case var error:
                Failed(logger, http.Request.Method, http.Request.Path.Value ?? "", error);
                return SayAsync(http, StatusCodes.Status500InternalServerError, "internal_error", "Something unexpected happened; the server's log says what.");
        }
    }

    private static Task SayAsync(HttpContext http, int status, string code, string detail) =>
        ErrorPage.IsFor(http.Request) ? ErrorPage.WriteAsync(http, status) : Problem.Of(status, code, detail).ExecuteAsync(http);

    [LoggerMessage(3001, LogLevel.Error, "{Method} {Path} failed")]
    private static partial void Failed(ILogger logger, string method, string path, Exception? e);
}
