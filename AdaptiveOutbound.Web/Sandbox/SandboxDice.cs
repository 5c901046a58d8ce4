using System.Text;

namespace AdaptiveOutbound.Web.Sandbox;

/// <summary>A repeatable row of numbers from a seed and a text: the same on every machine and in every process (splitmix64 over FNV-1a).</summary>
internal struct SandboxDice
{
    private ulong _state;

    public SandboxDice(int seed, string text)
    {
        _state = 14695981039346656037UL ^ ((ulong)(uint)seed * 0x9E3779B97F4A7C15UL);
        foreach (var b in Encoding.UTF8.GetBytes(text)) _state = (_state ^ b) * 1099511628211UL;
    }

    public SandboxDice(int seed, long number)
        => _state = ((ulong)number * 0xD1342543DE82EF95UL) ^ ((ulong)(uint)seed * 0x9E3779B97F4A7C15UL);

    public ulong Next()
    {
        _state += 0x9E3779B97F4A7C15UL;
        var z = _state;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
        return z ^ (z >> 31);
    }

    /// <summary>True in <paramref name="share"/> (0 to 1) of the throws.</summary>
    public bool Hits(double share) => (Next() >> 11) * (1.0 / (1UL << 53)) < share;

    public T Pick<T>(IReadOnlyList<T> of) => of[(int)(Next() % (ulong)of.Count)];

    public int Between(int min, int max) => min + (int)(Next() % (ulong)(max - min + 1));

    /// <summary>24 hexadecimal digits, like Apollo's ids.</summary>
    public string Id() => $"{Next():x16}{Next() & 0xFFFFFFFF:x8}";
}
