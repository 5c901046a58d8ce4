using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;

namespace AdaptiveOutbound.Web.Pages.Parts;

/// <summary>No text of a page holds the character NUL, which the database cannot store: who sends it has no form of ours.</summary>
internal sealed class RefuseNul : IAsyncResourceFilter
{
    public async Task OnResourceExecutionAsync(ResourceExecutingContext context, ResourceExecutionDelegate next)
    {
        var request = context.HttpContext.Request;
        if (request.Query.Any(Holds) || (IsPlainForm(request) && (await request.ReadFormAsync(context.HttpContext.RequestAborted)).Any(Holds)))
            context.Result = new StatusCodeResult(StatusCodes.Status400BadRequest);
        else
            await next();
    }

    // A form with a file is read by its page, which bounds it.
    private static bool IsPlainForm(HttpRequest request) => request.ContentType?.StartsWith("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase) == true;

    private static bool Holds(KeyValuePair<string, Microsoft.Extensions.Primitives.StringValues> pair) => pair.Value.Any(text => text?.Contains('\0', StringComparison.Ordinal) == true);
}
