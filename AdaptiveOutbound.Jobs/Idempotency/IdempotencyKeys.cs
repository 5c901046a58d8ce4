using System.Security.Cryptography;
using System.Text;
using AdaptiveOutbound.Data.Idempotency;

namespace AdaptiveOutbound.Jobs.Idempotency;

/// <summary>What a key means for the request that names it.</summary>
internal abstract record KeyAnswer
{
    private KeyAnswer() { }

    /// <summary>The request is the first: it goes on, and holds the key until it has an answer or releases it.</summary>
    public sealed record Claimed(IdempotencyClaim Claim) : KeyAnswer;

    /// <summary>The same request was answered.</summary>
    /// <param name="Body">JSON; null when the answer showed a secret and was not kept.</param>
    public sealed record Replayed(int Status, string? Body) : KeyAnswer;

    /// <summary>The key belongs to another request.</summary>
    public sealed record Mismatch : KeyAnswer;

    /// <summary>The same request runs at this moment.</summary>
    public sealed record InProgress : KeyAnswer;
}

/// <summary>Lets a request that names an idempotency key happen once: the same one again gets the first answer.</summary>
internal sealed class IdempotencyKeys(IdempotencyRows rows, TimeProvider clock)
{
    public const int LongestKey = 200;

    /// <summary>Whether the text can be a key: 1 to 200 visible ASCII characters.</summary>
    public static bool IsKey(string text) => text.Length is >= 1 and <= LongestKey && text.All(c => c is > ' ' and < '\u007F');

    /// <summary>Claims the key for a request, or says what became of an earlier one.</summary>
    /// <param name="caller">Who asks; keys of two callers never meet.</param>
    /// <param name="route">Method and path.</param>
    /// <param name="query">As it was written.</param>
    /// <param name="content">The body, or what tells it from others.</param>
    public async Task<KeyAnswer> ClaimAsync(
        Guid workspaceId, string caller, string key, string route, string query, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        var hash = Hash(query, content.Span);
        var (claim, used) = await rows.ClaimAsync(workspaceId, caller, key, route, hash, clock.GetUtcNow(), cancellationToken);
        if (claim is not null)
            return new KeyAnswer.Claimed(claim);
        // Released between the claim and the look: as it ends at this moment, its caller may ask again.
        if (used is null)
            return new KeyAnswer.InProgress();
        if (used.Route != route || !used.RequestHash.AsSpan().SequenceEqual(hash))
            return new KeyAnswer.Mismatch();
        return used.Status is { } status ? new KeyAnswer.Replayed(status, used.Answer) : new KeyAnswer.InProgress();
    }

    /// <summary>Gives the key back when the request created nothing; an answer that was stored stays.</summary>
    public Task ReleaseAsync(IdempotencyClaim claim, CancellationToken cancellationToken) => rows.ReleaseAsync(claim, cancellationToken);

    private static byte[] Hash(string query, ReadOnlySpan<byte> content)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes(query));
        hash.AppendData([0]);
        hash.AppendData(content);
        return hash.GetHashAndReset();
    }
}
