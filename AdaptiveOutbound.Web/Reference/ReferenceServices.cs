using System.Security.Cryptography;
using System.Text.Json.Serialization;
using AdaptiveOutbound.Web.Commands;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using Scalar.AspNetCore;

namespace AdaptiveOutbound.Web.Reference;

/// <summary>The API's description at <c>/openapi/v1.json</c> and the page that shows it at <c>/docs</c>. Both are for everybody: they hold no data.</summary>
internal static class ReferenceServices
{
    private const string Page = "/docs";

    public static IServiceCollection AddReference(this IServiceCollection services)
    {
        // Described as it is written: names of members and of values are those of the answers, and numbers are numbers.
        services.ConfigureHttpJsonOptions(options =>
        {
            foreach (var converter in JsonOutput.Options.Converters) options.SerializerOptions.Converters.Add(converter);
            options.SerializerOptions.NumberHandling = JsonNumberHandling.Strict;
        });
        return services.AddOpenApi("v1", options =>
        {
            options.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1;
            options.ShouldInclude = route => route.RelativePath?.StartsWith("api/v1/", StringComparison.Ordinal) == true;
            options.AddOperationTransformer(DescribeRoutes.TransformAsync);
            options.AddDocumentTransformer(DescribeDocument.TransformAsync);
        });
    }

    public static void MapReference(this WebApplication app)
    {
        app.MapOpenApi("/openapi/{documentName}.json");
        app.MapScalarApiReference(Page, (options, http) =>
        {
            options.WithTitle("AdaptiveOutbound API").DisableDefaultFonts().HideDeveloperTools().DisableAgent().DisableMcp().DisableTelemetry();
            options.Nonce = Allow(http);
        });
    }

    /// <summary>The page writes styles and one script by itself; nothing else may run, and nothing is fetched from elsewhere.</summary>
    private static string Allow(HttpContext http)
    {
        var nonce = Convert.ToHexString(RandomNumberGenerator.GetBytes(16));
        http.Response.Headers.ContentSecurityPolicy =
            $"default-src 'none'; script-src 'self' 'nonce-{nonce}'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
        return nonce;
    }
}
