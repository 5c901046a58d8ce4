using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace AdaptiveOutbound.Web.Reference;

/// <summary>What the description says once: title, token, the shape of problems; and an example for each body.</summary>
internal static class DescribeDocument
{
    public const string ProblemName = "Problem";
    private const string Bearer = "bearer";
    private const string Json = "application/json";

    public static Task TransformAsync(OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancellationToken)
    {
        document.Info = new OpenApiInfo
        {
            Title = "AdaptiveOutbound", Version = "v1",
            Description = "Enrich accounts and contacts with your own key. Send a token as \"Authorization: Bearer ao_…\"; ./outbound token create makes one. Lists are paged by cursor. Problems follow RFC 9457 and have a stable code.",
        };
        document.Servers?.Clear(); // wherever this was fetched from
        document.AddComponent(Bearer, new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = Bearer, Description = "An API token of one workspace, ao_ and 43 characters." });
        document.AddComponent(ProblemName, Problem());
        document.Components?.Schemas?.Remove("ProblemDetails");
        document.Security = [new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(Bearer, document)] = [] }];
        foreach (var operation in document.Paths.Values.Where(path => path.Operations is not null).SelectMany(path => path.Operations!.Values))
            AddExamples(operation);
        return Task.CompletedTask;
    }

    private static void AddExamples(OpenApiOperation operation)
    {
        List<IDictionary<string, OpenApiMediaType>?> bodies = [operation.RequestBody?.Content];
        if (operation.Responses is { } responses) bodies.AddRange(responses.Values.Select(r => r.Content));
        foreach (var (type, body) in bodies.OfType<IDictionary<string, OpenApiMediaType>>().SelectMany(content => content))
        {
            if (type is Json or DescribeRoutes.ProblemType && body is { Example: null, Examples: null or { Count: 0 }, Schema: { } schema })
                body.Example = Examples.Of(schema);
        }
    }

    private static OpenApiSchema Problem()
    {
        var error = Object("field and line are null where the problem is that of the whole request.", ["field", "line", "code", "message"],
            ("field", JsonSchemaType.String | JsonSchemaType.Null), ("line", JsonSchemaType.Integer | JsonSchemaType.Null), ("code", JsonSchemaType.String), ("message", JsonSchemaType.String));
        var problem = Object("What went wrong (RFC 9457). The code is stable, the words are not.", ["title", "status", "detail", "code"],
            ("type", JsonSchemaType.String), ("title", JsonSchemaType.String), ("status", JsonSchemaType.Integer), ("detail", JsonSchemaType.String), ("code", JsonSchemaType.String));
        problem.Properties!["errors"] = new OpenApiSchema { Type = JsonSchemaType.Array, Items = error };
        return problem;
    }

    private static OpenApiSchema Object(string description, string[] required, params (string Name, JsonSchemaType Type)[] properties) => new()
    {
        Type = JsonSchemaType.Object, Description = description, Required = new HashSet<string>(required, StringComparer.Ordinal),
        Properties = properties.ToDictionary(p => p.Name, p => (IOpenApiSchema)new OpenApiSchema { Type = p.Type }, StringComparer.Ordinal),
    };
}
