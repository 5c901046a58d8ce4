using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace AdaptiveOutbound.Web.Access;

/// <summary>
/// The one-time secret with which the first user is made: valid for an hour after this process began, while no user exists. It is
/// printed and held in memory only; each start prints another.
/// </summary>
internal sealed class SetUpLink(TimeProvider clock)
{
    private static readonly TimeSpan Life = TimeSpan.FromHours(1);
    private readonly byte[] _secret = RandomNumberGenerator.GetBytes(32);
    private readonly DateTimeOffset _until = clock.GetUtcNow() + Life;
    private int _used;

    /// <summary>The path with the secret, to be printed and never logged.</summary>
    public string Path => $"/setup?code={Base64Url.EncodeToString(_secret)}";

    /// <summary>Whether the code is right and may still be used.</summary>
    public bool Fits(string? code) =>
        _used == 0 && clock.GetUtcNow() < _until && code is not null
        && CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(code), Encoding.ASCII.GetBytes(Base64Url.EncodeToString(_secret)));

    /// <summary>Takes it, so that of two requests at once one makes a user; <see cref="GiveBack"/> when none was made.</summary>
    public bool TryTake(string? code) => Fits(code) && Interlocked.Exchange(ref _used, 1) == 0;

    /// <summary>Nobody was made: the link may be used again.</summary>
    public void GiveBack() => Interlocked.Exchange(ref _used, 0);
}
