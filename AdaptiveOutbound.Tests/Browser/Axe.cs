using Deque.AxeCore.Commons;
using Microsoft.Playwright;
using NUnit.Framework;

namespace AdaptiveOutbound.Tests.Browser;

/// <summary>
/// axe-core's own rules, run in the page as it stands. The binding for Playwright opens a second page at each run for the sake of frames:
/// that took 3.4 of 3.6 s, and our pages have no frames.
/// </summary>
internal static class Axe
{
    private static readonly string Script = new BundledAxeScriptProvider().GetScript();

    /// <summary>What axe finds, a line each: the rule, its help and the first elements.</summary>
    public static async Task<string[]> FindAsync(IPage page)
    {
        Assert.That(page.Frames, Has.Count.EqualTo(1), "axe looks into the page itself only");
        await page.EvaluateAsync(Script);
        return await page.EvaluateAsync<string[]>("""
            axe.run(document, { resultTypes: ['violations'] }).then(result => result.violations.map(v =>
              `${v.id}: ${v.help} at ${v.nodes.slice(0, 3).map(node => node.html.slice(0, 120)).join(' | ')}`))
            """);
    }
}
