using AdaptiveOutbound.Jobs.Lanes;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace AdaptiveOutbound.Web.Pages.Operator;

/// <summary>Limits, lanes and workers of the whole installation, for operators.</summary>
internal sealed class LanesModel(ReadLanes read) : PageModel
{
    public LanesView View { get; private set; } = null!;

    public async Task OnGetAsync() => View = await read.ExecuteAsync(HttpContext.RequestAborted);
}
