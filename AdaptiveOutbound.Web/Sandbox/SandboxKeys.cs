using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;

namespace AdaptiveOutbound.Web.Sandbox;

/// <summary>What the sandbox keeps of each key: its hash and the credits it spent.</summary>
internal sealed class SandboxKeys
{
    private readonly ConcurrentDictionary<string, string> _hashes = new();
    private readonly ConcurrentDictionary<string, int> _spent = new();

    /// <summary>The first 8 hexadecimal digits of the key's SHA-256.</summary>
    public string HashOf(string key)
        => _hashes.GetOrAdd(key, static k => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(k)).AsSpan(0, 4)));

    public int Spent(string key) => _spent.GetValueOrDefault(key);

    public void Spend(string key, int credits) => _spent.AddOrUpdate(key, credits, (_, spent) => spent + credits);
}
