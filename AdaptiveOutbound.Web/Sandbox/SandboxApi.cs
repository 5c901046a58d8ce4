using System.Globalization;

namespace AdaptiveOutbound.Web.Sandbox;

/// <summary>Answers as Apollo does: key, limit, faults, latency, then data.</summary>
internal sealed class SandboxApi(SandboxOptions options, TimeProvider clock, SandboxCallLog log, SandboxKeys keys)
{
    private const string Root = "/api/v1/";

    private readonly SandboxLimiter _limiter = new(options, clock);
    private readonly SandboxAnswers _answers = new(options);
    private readonly SandboxFreeCalls _free = new(options, log, keys);
    private long _calls;

    public async Task HandleAsync(HttpContext context)
    {
        var path = context.Request.Path.Value ?? "";
        if (path == "/sandbox/calls")
        {
            await WriteAsync(context, _free.Summary());
            return;
        }

        var key = context.Request.Headers["x-api-key"].ToString();
        var known = key.Length > 0 && key.StartsWith(options.Key, StringComparison.Ordinal);
        path = path.StartsWith(Root, StringComparison.Ordinal) ? path[Root.Length..] : "";
        log.Began();
        try
        {
            var reply = SandboxRequest.Paths.Contains(path)
                ? await PaidAsync(context, path, key, known)
                : _free.Answer(path, key, known);
            if (reply is not null) await WriteAsync(context, reply);
        }
        finally
        {
            log.Ended();
        }
    }

    // Null when the connection was reset instead.
    private async Task<SandboxReply?> PaidAsync(HttpContext context, string path, string key, bool known)
    {
        var request = await SandboxRequest.ReadAsync(path, context.Request, context.RequestAborted);
        log.Add(path, keys.HashOf(key), request.Asked.Count);
        if (!known) return SandboxReply.BadKey;
        var limit = _limiter.Count(key, path);
        if (limit.RetryAfter is { } wait)
        {
            log.AddLimited();
            return SandboxReply.TooMany(path, limit.Refused, wait);
        }

        SandboxLimiter.WriteHeaders(context.Response.Headers, options, limit.Used);
        var dice = new SandboxDice(options.Seed, Interlocked.Increment(ref _calls));
        var faults = options.Faults;
        if (dice.Hits(faults.RateLimited)) return SandboxReply.TooMany(path, "0 times per minute", faults.RetryAfter);
        if (dice.Hits(faults.BadGateway)) return SandboxReply.BadGateway;
        var slow = dice.Hits(faults.Slow) ? faults.SlowBy : TimeSpan.Zero;
        if (options.Latency + slow is { Ticks: > 0 } delay) await Task.Delay(delay, clock, context.RequestAborted);
        if (Refusal(request, key) is { } refusal) return refusal;

        var (credits, reply) = _answers.Of(request, dice);
        keys.Spend(key, credits);
        if (dice.Hits(faults.Truncated)) return reply with { Body = reply.Body[..(reply.Body.Length / 2)] };
        if (dice.Hits(faults.Oversized)) return SandboxReply.Oversized(faults.OversizedBytes);
        if (!dice.Hits(faults.Reset)) return reply;
        context.Abort();
        return null;
    }

    private SandboxReply? Refusal(SandboxRequest request, string key)
    {
        if (options.CreditsPerKey <= keys.Spent(key)) return SandboxReply.OutOfCredits(clock.GetUtcNow().AddDays(14));
        if (request.Asked.Count > 10) return SandboxReply.Failed(400, "RECORD_LIMIT_EXCEEDED", "At most 10 records.");
        if (request.Asked.Count == 0) return request.IsBulk
            ? SandboxReply.Failed(400, "INVALID_REQUEST", "Details are missing.")
            : SandboxReply.Error(422, "Required parameter 'domain' missing");
        if (options.Faults.BadDomain is not { } bad || request.Asked.All(asked => asked.Domain != bad)) return null;
        return request.IsBulk
            ? SandboxReply.Failed(422, "UNKNOWN_ERROR", "undefined method `downcase' for nil:NilClass")
            : SandboxReply.Error(422, "Invalid domain");
    }

    private static async Task WriteAsync(HttpContext context, SandboxReply reply)
    {
        var response = context.Response;
        response.StatusCode = reply.Status;
        response.ContentType = reply.ContentType;
        response.ContentLength = reply.Body.Length;
        if (reply.RetryAfter is { } wait) response.Headers.RetryAfter = ((int)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        await response.Body.WriteAsync(reply.Body, context.RequestAborted);
    }
}
