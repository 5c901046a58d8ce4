using System.Reflection;
using System.Text.RegularExpressions;
using AdaptiveOutbound.Web.Access;
using Microsoft.AspNetCore.Razor.Hosting;

namespace AdaptiveOutbound.Tests.Access;

/// <summary>A handler of a page, as the product's assembly has it.</summary>
/// <param name="Page">The page, such as <c>Workspace/Home</c>.</param>
/// <param name="Template">Its route.</param>
/// <param name="Method">In capitals.</param>
/// <param name="Name">Empty for the page's own.</param>
/// <param name="Model">Its class.</param>
internal sealed partial record PageHandler(string Page, string Template, string Method, string Name, Type Model)
{
    /// <summary>Those of all pages. A page without a handler of its own for it answers GET all the same, unless it is one of a workspace.</summary>
    public static IReadOnlyList<PageHandler> All { get; } = [.. typeof(WorkspacePage).Assembly.GetCustomAttributes<RazorCompiledItemAttribute>().Where(item => item.Kind == "mvc.1.0.razor-page").SelectMany(Of)];

    /// <summary>Whether it is about one workspace.</summary>
    public bool IsOfWorkspace => Model.IsAssignableTo(typeof(WorkspacePage));

    /// <summary>Whether its address names something of the workspace by its id.</summary>
    public bool HasId => Hole().Matches(Template).Any(hole => hole.Groups[1].Value is not ("workspace" or "kind" or "provider" or "handler"));

    /// <summary>Its address.</summary>
    /// <param name="value">By the name of a hole what stands there.</param>
    public string Address(Func<string, string> value)
    {
        var inRoute = false;
        var path = Hole().Replace(Template, hole =>
        {
            if (hole.Groups[1].Value != "handler") return value(hole.Groups[1].Value);
            inRoute = true;
            return Name.ToLowerInvariant();
        }).TrimEnd('/');
        return Name.Length == 0 || inRoute ? (path.Length == 0 ? "/" : path) : $"{path}?handler={Name}";
    }

    public override string ToString() => $"{Method} {Page}{(Name.Length == 0 ? "" : $" {Name}")}";

    private static IEnumerable<PageHandler> Of(RazorCompiledItemAttribute item)
    {
        var page = item.Identifier["/Pages/".Length..^".cshtml".Length];
        var template = item.Type.GetCustomAttributes<RazorCompiledItemMetadataAttribute>().Single(metadata => metadata.Key == "RouteTemplate").Value;
        var model = item.Type.GetProperty("Model", BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.DeclaredOnly)!.PropertyType;
        List<PageHandler> handlers = [.. model.GetMethods(BindingFlags.Public | BindingFlags.Instance).Select(method => HandlerName().Match(method.Name)).Where(match => match.Success)
            .Select(match => new PageHandler(page, template, match.Groups[1].Value.ToUpperInvariant(), match.Groups[2].Value, model))];
        if (!handlers.Exists(handler => handler is { Method: "GET", Name: "" }) && !model.IsAssignableTo(typeof(WorkspacePage))) handlers.Add(new PageHandler(page, template, "GET", "", model));
        return handlers;
    }

    [GeneratedRegex(@"\{(\w+)[^{}]*\}")]
    private static partial Regex Hole();

    [GeneratedRegex("^On(Get|Post|Put|Patch|Delete|Head|Options)(.*?)(Async)?$")]
    private static partial Regex HandlerName();
}
