namespace AdaptiveOutbound.Web.Pages.Parts;

/// <summary>Styles, scripts and pictures of <c>wwwroot</c>. Pages name them with the hash of their content, so that browsers keep them.</summary>
internal static class Assets
{
    public static void UseAssets(this WebApplication app)
    {
        app.UseResponseCompression();
        app.UseStaticFiles(new StaticFileOptions
        {
            OnPrepareResponse = file => file.Context.Response.Headers.CacheControl =
                file.Context.Request.Query.ContainsKey("v") ? "public, max-age=31536000, immutable" : "no-cache",
        });
    }
}
