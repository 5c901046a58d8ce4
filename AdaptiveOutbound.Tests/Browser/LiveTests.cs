using Microsoft.Playwright;
using NUnit.Framework;
using static Microsoft.Playwright.Assertions;

namespace AdaptiveOutbound.Tests.Browser;

/// <summary>Pages that stay open follow what happens without a reload. The first user of this fixture has a passkey and no password.</summary>
internal sealed class LiveTests : BrowserFixture
{
    private const int Records = 600;

    // Slow enough that a page sees how far it is between the first batch and the second.
    protected override Task ConfigureAsync()
    {
        Program.Environment["Providers__Sandbox__Latency"] = "00:00:02.500";
        return Task.CompletedTask;
    }

    protected override async Task SignUpAsync(IPage page)
    {
        await AddAuthenticatorAsync(page);
        await page.GetByRole(AriaRole.Button, new() { Name = "Use a passkey instead" }).ClickAsync();
        await Expect(page.GetByLabel("Your name")).ToBeFocusedAsync();
        await page.GetByLabel("Your name").FillAsync("Maya Lindqvist");
        await page.GetByLabel("E-mail").FillAsync(Email);
        await page.GetByRole(AriaRole.Button, new() { Name = "Use a passkey instead" }).ClickAsync();
    }

    // The lane is there, and waits, before its first job. It is one chunk wide: batches come one after the other.
    protected override Task PrepareAsync() => RunSqlAsync("""
        INSERT INTO outbound.lanes (id, workspace_id, type, provider, weight, width, paused, wait_count, careful, stopped_jobs, waiting_until, waiting_reason, waiting_message)
        SELECT gen_random_uuid(), id, 'enrich_accounts', 'sandbox', 1, 1, false, 0, false, '{}', now() + interval '1 hour', 'rate_limit', 'As this test says.' FROM outbound.workspaces WHERE slug = 'demo'
        """);

    [Test]
    [Category("Long")]
    public async Task The_pages_of_a_job_and_of_the_workspace_follow_it_to_its_end()
    {
        var lines = string.Concat(Enumerable.Range(1, Records).Select(n => $"Company {n},company{n}.example\n"));
        var job = await NewPageAsync();
        await job.GotoAsync("/w/demo/import");
        await job.Locator("input[type=file]").SetInputFilesAsync(Write("live.csv", "Company,Website\n" + lines));
        await job.GetByRole(AriaRole.Button, new() { Name = "Check the file" }).ClickAsync();
        await job.GetByRole(AriaRole.Button, new() { Name = $"Import {Records} accounts and enrich" }).ClickAsync();
        await job.GetByRole(AriaRole.Link, new() { Name = "Enrich accounts", Exact = true }).ClickAsync();
        await WatchAsync(job, "progress");
        var home = await NewPageAsync();
        await home.GotoAsync("/w/demo");
        await WatchAsync(home, "running");

        var stale = await NewPageAsync(script: false);
        await stale.GotoAsync(job.Url);
        var (list, row) = await OpenListAsync();

        await Expect(job.Locator(".waitbox")).ToContainTextAsync("Rate limit until");
        await Expect(home.Locator("[data-part=running]")).ToContainTextAsync("Rate limit until");
        await HoldStillAsync(list, row);
        await Expect(home.Locator("[data-part=needs]")).ToContainTextAsync("A job waits for a key");
        await LetLaneWaitAsync("rate_limit", "0 hours");

        await Expect(job.GetByRole(AriaRole.Link, new() { Name = "Download the file" })).ToBeVisibleAsync();
        await Expect(job.Locator("[data-part=status]")).ToContainTextAsync("Completed");
        await Expect(home.Locator("[data-part=sentence]")).ToContainTextAsync("Nothing is running.");
        await Expect(home.Locator("[data-part=stats]")).ToContainTextAsync("nothing asked yet; the sandbox does not count");
        var told = await ToldAsync(job);
        Assert.Multiple(() =>
        {
            Assert.That(told, Has.Some.Match($@"\b[1-9]\d* of {Records} records"), "how far");
            Assert.That(told, Has.Some.Contains("Ends in"), "when it ends");
            Assert.That(told, Has.Some.Contains("records per second"), "its pace");
            Assert.That(Complaints, Is.Empty);
        });
        Assert.That(await ToldAsync(home), Has.Some.Contains($"of {Records}"), "the home page");
        await RefuseAsync(stale);
        await RetryDeadLetterAsync(stale);
        await SeeTheEndAsync(list, row, stale);
    }

    /// <summary>The list of jobs with the running one, whose clock stands still until it is told.</summary>
    private async Task<(IPage List, ILocator Row)> OpenListAsync()
    {
        var list = await NewPageAsync();
        await list.Clock.InstallAsync();
        await list.GotoAsync("/w/demo/jobs");
        var row = list.Locator("tbody tr").Filter(new() { HasText = "Enrich live.csv" });
        await Expect(row).ToContainTextAsync("Rate limit until");
        await list.EvaluateAsync("window.kept = true");
        return (list, row);
    }

    /// <summary>While the pointer aims at a button its row waits; afterwards it says why the job waits, and what going on can cost.</summary>
    private async Task HoldStillAsync(IPage list, ILocator row)
    {
        var told = false;
        await list.RouteAsync("**/w/demo/jobs", async route =>
        {
            var answer = await route.FetchAsync();
            told |= (await answer.TextAsync()).Contains("Waits for a working key", StringComparison.Ordinal);
            await route.FulfillAsync(new() { Response = answer });
        });
        await list.Clock.PauseAtAsync(TimeProvider.System.GetUtcNow().UtcDateTime.AddHours(1));
        await LetLaneWaitAsync("key", "1 hour");
        for (var n = 0; n < 100 && !told; n++)
        {
            await row.GetByRole(AriaRole.Button, new() { Name = "Pause" }).HoverAsync(new() { Position = new() { X = 5 + (n % 2), Y = 5 } });
            await list.Clock.RunForAsync(1100);
        }

        Assert.That(told, Is.True);
        await Expect(row).ToContainTextAsync("Rate limit until");
        await list.Clock.RunForAsync(5000);
        await list.Clock.ResumeAsync();
        await Expect(row).ToContainTextAsync("Waits for a working key");
        await row.GetByRole(AriaRole.Button, new() { Name = "Try now, no credits" }).FocusAsync();
    }

    /// <summary>The row has followed to the end, but for the button that holds the focus; a new job comes when it is asked for.</summary>
    private static async Task SeeTheEndAsync(IPage list, ILocator row, IPage other)
    {
        await Expect(row).ToContainTextAsync("Completed");
        await Expect(row.GetByRole(AriaRole.Button)).ToBeFocusedAsync();
        await list.GetByLabel("Type").FocusAsync();
        await Expect(row.GetByRole(AriaRole.Button)).ToHaveCountAsync(0);
        await other.GotoAsync("/w/demo/accounts");
        await other.GetByRole(AriaRole.Button, new() { Name = "Export all" }).ClickAsync();

        var news = list.GetByRole(AriaRole.Link, new() { Name = "1 new job: show" });
        await Expect(news).ToBeVisibleAsync();
        Assert.That(await list.EvaluateAsync<bool>("window.kept"), Is.True, "the page was not loaded again");
        var rows = await list.Locator("tbody tr").CountAsync();
        await news.ClickAsync();
        await Expect(list.Locator("tbody tr")).ToHaveCountAsync(rows + 1);
    }

    [Test]
    public async Task A_page_whose_events_are_refused_says_that_it_stands_still_until_it_is_let_in()
    {
        var page = await NewPageAsync();
        await page.Clock.InstallAsync();
        await page.RouteAsync("**/jobs/events*", route => route.FulfillAsync(new() { Status = 429 }));
        await page.GotoAsync("/w/demo/jobs");
        var toast = page.Locator(".toast");

        await ForwardUntilAsync(page, () => toast.IsVisibleAsync());
        await Expect(toast).ToContainTextAsync("no longer follows");
        await Expect(toast.GetByRole(AriaRole.Link, new() { Name = "Load it again" })).ToBeVisibleAsync();
        await page.UnrouteAsync("**/jobs/events*");
        await ForwardUntilAsync(page, async () => !await toast.IsVisibleAsync());
    }

    // The browser hears of a refusal in its own time, and only then sets the next attempt.
    private static async Task ForwardUntilAsync(IPage page, Func<Task<bool>> done)
    {
        for (var n = 0; n < 100 && !await done(); n++) await page.Clock.RunForAsync(10_000);
        Assert.That(await done(), Is.True);
    }

    /// <summary>A page that was loaded while the job ran offers what its end forbids; and has addresses that are none.</summary>
    private async Task RefuseAsync(IPage stale)
    {
        var address = stale.Url;
        await stale.GetByRole(AriaRole.Button, new() { Name = "Pause" }).ClickAsync();
        await Expect(stale.GetByRole(AriaRole.Alert)).ToContainTextAsync("The job has ended (completed): there is nothing to pause.");
        Assert.That((await stale.GotoAsync($"{address}/nothing"))!.Status, Is.EqualTo(404));

        await RunSqlAsync($"""
            UPDATE outbound.job_items SET outcome = 6 WHERE id = (SELECT id FROM outbound.job_items WHERE job_id = '{address[^36..]}' AND outcome = 1 LIMIT 1);
            UPDATE outbound.jobs SET status = 'dead_letter', dead_letters = 1, failed = failed + 1, enriched = enriched - 1 WHERE id = '{address[^36..]}'
            """);
        await stale.GotoAsync($"{address}?tab=items&outcome=failed");
        await Expect(stale.Locator("#details tbody tr")).ToHaveCountAsync(1);
        await Expect(stale.Locator("#details tbody")).ToContainTextAsync("Dead letter");
    }

    /// <summary>What was parked after its last attempt is tried again, and its answer is known: it costs nothing.</summary>
    private async Task RetryDeadLetterAsync(IPage page)
    {
        await page.GotoAsync("/w/demo/jobs?status=dead_letter");
        await page.GetByRole(AriaRole.Button, new() { Name = "Retry, no credits" }).ClickAsync();
        await Expect(page.GetByText("What failed is tried again.")).ToBeVisibleAsync();
        for (var n = 0; n < 100 && await ScalarAsync("SELECT count(*)::text FROM outbound.jobs WHERE status <> 'completed'") != "0"; n++) await page.ReloadAsync();
        Assert.That(await ScalarAsync("SELECT string_agg(DISTINCT status || ' ' || failed || ' ' || dead_letters, '; ') FROM outbound.jobs WHERE type = 'enrich_accounts'"), Is.EqualTo("completed 0 0"));
    }

    private Task LetLaneWaitAsync(string reason, string time) => RunSqlAsync($"""
        UPDATE outbound.lanes SET waiting_until = now() + interval '{time}', waiting_reason = '{reason}', waiting_message = 'As this test says.' WHERE provider = 'sandbox'
        """);

    /// <summary>Notes in the page what a part says; a reload would forget it.</summary>
    private static async Task WatchAsync(IPage page, string part) => await page.EvaluateAsync("""
        part => {
          window.told = [];
          const note = () => window.told.push(document.querySelector(`[data-part=${part}]`).innerText.replaceAll("\n", " "));
          new MutationObserver(note).observe(document.querySelector("main"), { childList: true, subtree: true });
          note();
        }
        """, part);

    private static Task<string[]> ToldAsync(IPage page) => page.EvaluateAsync<string[]>("window.told");
}
