using AdaptiveOutbound.Web.Hosting;

namespace AdaptiveOutbound.Web.Releases;

/// <summary>Asks a web process whether it is ready.</summary>
internal static class ReadyWait
{
    private static readonly TimeSpan Between = TimeSpan.FromMilliseconds(500);

    /// <summary>Asks, again and again, until nothing is the matter.</summary>
    /// <param name="ask">Null when nothing is the matter; else what is.</param>
    /// <returns>Null, or what was the matter when the time was over.</returns>
    public static async Task<string?> UntilAsync(Func<Task<string?>> ask, TimeSpan most, TimeProvider clock, CancellationToken cancellationToken)
    {
        var start = clock.GetTimestamp();
        while (true)
        {
            var heard = await ask();
            if (heard is null || clock.GetElapsedTime(start) > most) return heard;
            await Task.Delay(Between, clock, cancellationToken);
        }
    }

    /// <summary>Asks once: null when it is ready.</summary>
    /// <param name="release">The release that must answer; null: whichever does.</param>
    /// <param name="mayBeSilent">Whether an answer will do that names no release, as older releases give.</param>
    public static async Task<string?> AskAsync(HttpClient http, Uri url, string? release, bool mayBeSilent, CancellationToken cancellationToken)
    {
        try
        {
            using var answer = await http.GetAsync(url, cancellationToken);
            var other = answer.Headers.TryGetValues(Readiness.ReleaseHeader, out var named) ? named.First() : null;
            if (release is not null && (other ?? (mayBeSilent ? release : null)) != release) return $"another release ({other ?? "it does not say which"}) answers at {url}";
            return answer.IsSuccessStatusCode ? null : $"{url} answers {(int)answer.StatusCode} {(await answer.Content.ReadAsStringAsync(cancellationToken)).Trim()}";
        }
        catch (HttpRequestException e)
        {
            return $"no answer at {url}: {e.GetBaseException().Message.TrimEnd('.')}";
        }
        catch (TaskCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return $"no answer at {url} within {http.Timeout.TotalSeconds:0} s";
        }
    }
}
