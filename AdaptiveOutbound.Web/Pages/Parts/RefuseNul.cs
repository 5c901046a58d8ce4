using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.Extensions.Primitives;

namespace AdaptiveOutbound.Web.Pages.Parts;

/// <summary>No text of a page holds the character NUL, which the database cannot store: who sends it has no link and no form of ours.</summary>
internal sealed class RefuseNul : IAsyncResourceFilter
{
    public async Task OnResourceExecutionAsync(ResourceExecutingContext context, ResourceExecutionDelegate next)
    {
        var request = context.HttpContext.Request;
        if (Holds(request.Query) || await FormHoldsAsync(request, context)) context.Result = new StatusCodeResult(StatusCodes.Status400BadRequest);
        else await next();
    }

    // A form that is a stream is read by its page; of the others the token was read before this.
    private static async Task<bool> FormHoldsAsync(HttpRequest request, ResourceExecutingContext context)
    {
        if (!request.HasFormContentType || context.Filters.OfType<UnboundFormAttribute>().Any()) return false;
        try
        {
            return Holds(await request.ReadFormAsync(context.HttpContext.RequestAborted));
        }
        catch (InvalidDataException)
        {
            return true; // it cannot be read at all
        }
    }

    private static bool Holds(IEnumerable<KeyValuePair<string, StringValues>> pairs) => pairs.Any(pair => pair.Value.Any(text => text?.Contains('\0', StringComparison.Ordinal) == true));
}
