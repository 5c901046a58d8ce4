using AdaptiveOutbound.Data.Operations;
using AdaptiveOutbound.Jobs.Tokens;
using AdaptiveOutbound.Web.Hosting;
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

    public static void Map(WebApplication app, OutboundHost host)
    {
        var api = app.MapGroup("/api/v1").AddEndpointFilter(new ApiAccess(host.Get<ApiTokens>()));
        JobsApi.Map(api, host);
        JobHistoryApi.Map(api, host);
        ExportsApi.Map(api, host);
        WorkspaceApi.Map(api, host);
        KeysApi.Map(api, host);
        api.Map("/{**rest}", (string? rest) => Problem.Of(StatusCodes.Status404NotFound, "not_found", $"There is no route /api/v1/{rest} for this method."));
    }

    private static Task AnswerAsync(HttpContext http, ILogger logger)
    {
        var error = http.Features.Get<IExceptionHandlerFeature>()?.Error;
        if (error is BadHttpRequestException bad)
            return Problem.Of(bad.StatusCode, "bad_request", bad.Message).ExecuteAsync(http);
        if (error is not null && DatabaseTrouble.Sentence(error) is not null)
        {
            http.Response.Headers.RetryAfter = $"{TryAgain.TotalSeconds:0}";
            return Problem.Of(StatusCodes.Status503ServiceUnavailable, "database_unavailable", "The database cannot be reached: try again in a moment. Nothing was lost.").ExecuteAsync(http);
        }

        Failed(logger, http.Request.Method, http.Request.Path.Value ?? "", error);
        return Problem.Of(StatusCodes.Status500InternalServerError, "internal_error", "Something unexpected happened; the server's log says what.").ExecuteAsync(http);
    }

    [LoggerMessage(3001, LogLevel.Error, "{Method} {Path} failed")]
    private static partial void Failed(ILogger logger, string method, string path, Exception? e);
}
