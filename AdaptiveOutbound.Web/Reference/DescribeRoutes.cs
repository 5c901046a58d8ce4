using System.Text.Json.Nodes;
using AdaptiveOutbound.Jobs.Tokens;
using AdaptiveOutbound.Web.Api;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace AdaptiveOutbound.Web.Reference;

/// <summary>Adds to each route's description what its metadata says and what all routes share: the role, the query, the problems.</summary>
internal static class DescribeRoutes
{
    public const string ProblemType = "application/problem+json";

    private static readonly (string Status, string When)[] Shared =
    [
        ("401", "No token, or one that is unknown, expired or revoked."), ("422", "A parameter or a member of the body is unknown or has a value that it cannot have."),
        ("429", "Too many requests: try again after Retry-After."), ("503", "The database cannot be reached: try again after Retry-After."),
    ];

    private static readonly (string Status, string When)[] WithBody =
        [("413", "The body is too large."), ("415", "The body is not declared as a type that the route takes.")];

    public static Task TransformAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        var metadata = context.Description.ActionDescriptor.EndpointMetadata;
        var role = metadata.OfType<MinimumRole>().LastOrDefault()?.Role ?? WorkspaceRole.Viewer;
        operation.Description = $"{operation.Description} Role: {WorkspaceRoleText.Of(role)}.".TrimStart();
        operation.Parameters ??= [];
        foreach (var parameter in metadata.OfType<QueryParameter>())
            operation.Parameters.Add(Query(parameter));

        if (metadata.OfType<RequestExample>().LastOrDefault() is { } example && operation.RequestBody?.Content?.TryGetValue("application/json", out var json) == true)
            json.Example = JsonNode.Parse(example.Json);
        var responses = operation.Responses ??= [];
        foreach (var file in metadata.OfType<IProducesResponseTypeMetadata>().Where(m => m.Type is null || m.Type == typeof(void)))
            DescribeFile(responses, file);
        foreach (var (status, when) in Shared)
            responses.TryAdd(status, new OpenApiResponse { Description = when });
        foreach (var (status, when) in operation.RequestBody is null ? [] : WithBody)
            responses.TryAdd(status, new OpenApiResponse { Description = when });
        if (role > WorkspaceRole.Viewer) responses.TryAdd("403", new OpenApiResponse { Description = "The token's role is too low." });
        if (context.Description.RelativePath!.Contains('{', StringComparison.Ordinal))
            responses.TryAdd("404", new OpenApiResponse { Description = "Nothing there, also when it belongs to another workspace." });
        foreach (var (status, response) in responses)
        {
            if (status[0] is '4' or '5' && response is OpenApiResponse problem) Describe(problem, context.Document!);
        }

        return Task.CompletedTask;
    }

    // An answer that is no JSON has a content type and no type of ours.
    private static void DescribeFile(OpenApiResponses responses, IProducesResponseTypeMetadata file)
    {
        if (!responses.TryGetValue($"{file.StatusCode}", out var response) || response is not OpenApiResponse described) return;
        foreach (var type in file.ContentTypes)
            (described.Content ??= new Dictionary<string, OpenApiMediaType>(StringComparer.Ordinal)).TryAdd(type, new OpenApiMediaType { Schema = new OpenApiSchema { Type = JsonSchemaType.String } });
    }

    private static void Describe(OpenApiResponse problem, OpenApiDocument document) => problem.Content = new Dictionary<string, OpenApiMediaType>(StringComparer.Ordinal)
    {
        [ProblemType] = new() { Schema = new OpenApiSchemaReference(DescribeDocument.ProblemName, document) },
    };

    private static OpenApiParameter Query(QueryParameter parameter) => new()
    {
        Name = parameter.Name, In = ParameterLocation.Query, Description = parameter.Description,
        Schema = new OpenApiSchema { Type = JsonSchemaType.String, Enum = parameter.Values is { } values ? [.. values.Select(v => (JsonNode)v)] : null },
    };
}
