using AdaptiveOutbound.Data.Idempotency;
using AdaptiveOutbound.Data.Jobs;
using AdaptiveOutbound.Data.Lanes;
using AdaptiveOutbound.Jobs.Idempotency;
using AdaptiveOutbound.Jobs.Jobs;
using AdaptiveOutbound.Web.Hosting;

namespace AdaptiveOutbound.Web.Api;

/// <summary>
/// <c>Idempotency-Key</c> of requests that create. The first one runs and its answer is stored in the transaction of what it
/// created; the same one again gets that answer; one that fails leaves the key free.
/// </summary>
internal static class Idempotent
{
    public const string Header = "Idempotency-Key";
    public const string ReplayedHeader = "Idempotent-Replayed";

    /// <summary>Runs <paramref name="create"/> once a key.</summary>
    /// <param name="content">The body as it came; of a streamed one its hash.</param>
    /// <param name="create">Gets the claim, of which it adds <see cref="IdempotencyClaim.Answer"/> to its transaction; null when the request names no key.</param>
    public static async Task<IResult> RunAsync(HttpContext http, IdempotencyKeys keys, ReadOnlyMemory<byte> content, Func<IdempotencyClaim?, Task<IResult>> create)
    {
        if (!http.Request.Headers.TryGetValue(Header, out var given))
            return await create(null);
        if (given is not [{ } key] || !IdempotencyKeys.IsKey(key))
            return Problem.Parameter(Header, $"{Header} must be one key of 1 to {IdempotencyKeys.LongestKey} visible ASCII characters.");
        var (caller, request) = (ApiAccess.CallerOf(http), http.Request);
        var answer = await keys.ClaimAsync(caller.WorkspaceId, caller.Key, key, $"{request.Method} {request.Path}", request.QueryString.Value ?? "", content, http.RequestAborted);
        return answer is KeyAnswer.Claimed { Claim: var claim } ? await CreateAsync(keys, claim, create) : Used(http, answer);
    }

    /// <summary>As <see cref="RunAsync"/>, for a request that makes a job: 202 with it.</summary>
    /// <param name="create">Makes the job and passes on what its transaction is to remember; answers the job's id, or the problem.</param>
    public static Task<IResult> JobAsync(
        HttpContext http, OutboundHost host, ReadOnlyMemory<byte> content, Func<Func<JobRow, IBatchEffect>?, Task<(Guid JobId, IResult? Problem)>> create) =>
        RunAsync(http, host.Get<IdempotencyKeys>(), content, async claim =>
        {
            JobView? job = null;
            Func<JobRow, IBatchEffect>? remember = claim is null ? null : row => claim.Answer(StatusCodes.Status202Accepted, ApiJson.Text(job = JobView.From(row)));
            var (id, problem) = await create(remember);
            if (problem is not null)
                return problem;
            job ??= await host.Get<ReadJobs>().FindAsync(ApiAccess.CallerOf(http).WorkspaceId, id, CancellationToken.None);
            return job is null ? Problem.NotFound("job") : ApiJson.Of(StatusCodes.Status202Accepted, job);
        });

    private static async Task<IResult> CreateAsync(IdempotencyKeys keys, IdempotencyClaim claim, Func<IdempotencyClaim?, Task<IResult>> create)
    {
        try
        {
            return await create(claim);
        }
        catch (Exception e) when (IdempotencyRows.IsTakenOver(e))
        {
            return InProgress();
        }
        finally
        {
            // Also when the caller has hung up: else its next try would wait for the claim to grow old.
            await keys.ReleaseAsync(claim, CancellationToken.None);
        }
    }

    private static IResult Used(HttpContext http, KeyAnswer answer)
    {
        switch (answer)
        {
            case KeyAnswer.Replayed { Body: { } body, Status: var status }:
                http.Response.Headers[ReplayedHeader] = "true";
                return Results.Text(body, "application/json; charset=utf-8", statusCode: status);
            case KeyAnswer.Replayed:
                return Problem.Of(StatusCodes.Status409Conflict, "idempotency_not_stored", "This request was done before. Its answer showed a secret and is kept nowhere.");
            case KeyAnswer.Mismatch:
                return Problem.Of(StatusCodes.Status409Conflict, "idempotency_mismatch", $"This {Header} was used for another request. Take a new key.");
            default:
                return InProgress();
        }
    }

    private static IResult InProgress() =>
        Problem.Of(StatusCodes.Status409Conflict, "idempotency_in_progress", $"A request with this {Header} runs at this moment. Send it again when that has ended.");
}
