using System.Diagnostics;
using AdaptiveOutbound.Data.Records;
using AdaptiveOutbound.Jobs.Monitoring;

namespace AdaptiveOutbound.Jobs.Providers;

/// <summary>A provider whose calls are measured and shown as spans: which endpoint, how many questions, what came of it. Never what was asked, and no header.</summary>
internal sealed class MeasuredProvider(IProvider inner, Telemetry telemetry, TimeProvider clock) : IProvider, IAsyncDisposable, IDisposable
{
    private const string Answered = "answered";

    public string Name => inner.Name;

    public int BulkSize => inner.BulkSize;

    public string EndpointOf(RecordKind kind, bool bulk) => inner.EndpointOf(kind, bulk);

    public decimal MaxCredits(Question q, AskOptions o) => inner.MaxCredits(q, o);

    public Task<CallResult> AskAsync(ProviderCall request, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(request);
        var endpoint = request.Questions is [{ Kind: var kind }, ..] ? inner.EndpointOf(kind, request.Bulk) : "none";
        return MeasureAsync(endpoint, request.Attempt, () => inner.AskAsync(request, ct), result => result.Failure);
    }

    public Task<KeyTest> TestKeyAsync(ApiKey key, CancellationToken ct) => MeasureAsync("key_test", attempt: 1, () => inner.TestKeyAsync(key, ct), _ => null);

    public async ValueTask DisposeAsync()
    {
        if (inner is IAsyncDisposable disposable) await disposable.DisposeAsync();
        else Dispose();
    }

    public void Dispose() => (inner as IDisposable)?.Dispose();

    private async Task<T> MeasureAsync<T>(string endpoint, int attempt, Func<Task<T>> ask, Func<T, ProviderFailure?> failureOf)
    {
        var (result, began) = ("broke", clock.GetTimestamp());
        using var span = telemetry.Start($"{Name} {endpoint}", ActivityKind.Client);
        span?.SetTag("outbound.provider", Name).SetTag("outbound.endpoint", endpoint).SetTag("outbound.attempt", attempt);
        try
        {
            var answer = await ask();
            var failure = failureOf(answer);
            result = failure?.Code ?? Answered;
            if (failure is ProviderFailure.ServerError { Status: var status }) span?.SetTag("http.response.status_code", status);
            return answer;
        }
        catch (OperationCanceledException)
        {
            result = "cancelled";
            throw;
        }
        finally
        {
            telemetry.Calls.Record(clock.GetElapsedTime(began).TotalSeconds, new("provider", Name), new("endpoint", endpoint), new("result", result));
            span?.SetTag("outbound.result", result);
            if (result != Answered) span?.SetStatus(ActivityStatusCode.Error, result);
        }
    }
}
