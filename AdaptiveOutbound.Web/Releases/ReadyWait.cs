namespace AdaptiveOutbound.Web.Releases;

/// <summary>Waits until a web process says that it is ready.</summary>
internal static class ReadyWait
{
    private static readonly TimeSpan Between = TimeSpan.FromMilliseconds(500);

    /// <summary>Null when it is; else what was last heard of it.</summary>
    public static async Task<string?> ForAsync(Uri url, TimeSpan most, TimeProvider clock, CancellationToken cancellationToken)
    {
        using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(5) };
        var start = clock.GetTimestamp();
        while (true)
        {
            var heard = await AskAsync(http, url, cancellationToken);
            if (heard is null || clock.GetElapsedTime(start) > most) return heard;
            await Task.Delay(Between, clock, cancellationToken);
        }
    }

    /// <summary>Asks once: null when it is ready.</summary>
    public static async Task<string?> AskAsync(HttpClient http, Uri url, CancellationToken cancellationToken)
    {
        try
        {
            using var answer = await http.GetAsync(url, cancellationToken);
            return answer.IsSuccessStatusCode ? null : $"{(int)answer.StatusCode} {(await answer.Content.ReadAsStringAsync(cancellationToken)).Trim()}";
        }
        catch (HttpRequestException e)
        {
            return e.Message;
        }
        catch (TaskCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return "no answer within 5 s";
        }
    }
}
