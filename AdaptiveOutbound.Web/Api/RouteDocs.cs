using AdaptiveOutbound.Jobs.Tokens;

namespace AdaptiveOutbound.Web.Api;

/// <summary>A body that the route takes as it stands, where one made from its schema would not do.</summary>
internal sealed record RequestExample(string Json);

/// <summary>A parameter of a route's query, for the reference: handlers read it by hand.</summary>
/// <param name="Values">The values that it may have; null when there are too many to name.</param>
internal sealed record QueryParameter(string Name, string Description, IReadOnlyCollection<string>? Values = null)
{
    public static QueryParameter Cursor { get; } = new("cursor", "The nextCursor of the page before; left out for the first page.");

    public static QueryParameter Limit { get; } = new("limit", "Most entries of the page: 1 to 200, default 50.");
}

/// <summary>One page of a list.</summary>
/// <param name="Data">Its entries.</param>
/// <param name="NextCursor">What the next page is asked for with; null on the last one.</param>
internal sealed record ApiPage<T>(IReadOnlyList<T> Data, string? NextCursor);

/// <summary>What routes say of themselves to the reference, shortly. Problems that every route may answer are added there.</summary>
internal static class RouteDocs
{
    /// <summary>Name, tag and summary; the name is unique and stays.</summary>
    public static RouteHandlerBuilder Says(this RouteHandlerBuilder route, string name, string tag, string summary, string? description = null)
    {
        route.WithName(name).WithTags(tag).WithSummary(summary);
        return description is null ? route : route.WithDescription(description);
    }

    /// <summary>An example of its body.</summary>
    public static RouteHandlerBuilder Example(this RouteHandlerBuilder route, string json) => route.WithMetadata(new RequestExample(json));

    /// <summary>The parameters of its query.</summary>
    public static RouteHandlerBuilder Takes(this RouteHandlerBuilder route, params QueryParameter[] parameters) => route.WithMetadata([.. parameters]);

    /// <summary>The least role that it asks for.</summary>
    public static RouteHandlerBuilder Needs(this RouteHandlerBuilder route, WorkspaceRole role) => route.WithMetadata(new MinimumRole(role));
}
