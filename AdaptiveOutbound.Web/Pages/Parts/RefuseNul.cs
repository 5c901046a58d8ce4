using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;

namespace AdaptiveOutbound.Web.Pages.Parts;

/// <summary>No text of a page holds the character NUL, which the database cannot store: who sends it has no link of ours. Forms with it cannot be read at all.</summary>
internal sealed class RefuseNul : IResourceFilter
{
    public void OnResourceExecuting(ResourceExecutingContext context)
    {
        if (context.HttpContext.Request.Query.Any(pair => pair.Value.Any(text => text?.Contains('\0', StringComparison.Ordinal) == true)))
            context.Result = new StatusCodeResult(StatusCodes.Status400BadRequest);
    }

    public void OnResourceExecuted(ResourceExecutedContext context)
    {
    }
}
