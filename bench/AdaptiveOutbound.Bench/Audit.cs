namespace AdaptiveOutbound.Bench;

/// <summary>Counts what is there and collects what should not be.</summary>
internal sealed class Audit(BenchApp app)
{
    private readonly List<string> _wrong = [];

    /// <summary><c>ok</c>, or everything that differs.</summary>
    public string Verdict => _wrong.Count == 0 ? "ok" : string.Join("; ", _wrong);

    /// <summary>The query must count this many.</summary>
    public async Task ExpectAsync(string what, long expected, string sql, params object[] parameters) =>
        Expect(what, expected, await app.CountAsync(sql, parameters));

    public void Expect(string what, long expected, long found)
    {
        if (found != expected)
            _wrong.Add(FormattableString.Invariant($"{what}: {found} instead of {expected}"));
    }
}
