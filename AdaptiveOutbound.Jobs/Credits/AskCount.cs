using AdaptiveOutbound.Data.Providers;
using AdaptiveOutbound.Data.Records;
using AdaptiveOutbound.Jobs.Lanes;
using AdaptiveOutbound.Jobs.Providers;

namespace AdaptiveOutbound.Jobs.Credits;

/// <summary>Counts what records would be asked for, as the run does it: batch by batch, each question once. Remembers 16 bytes a question.</summary>
/// <param name="refresh">Whether fresh answers are asked for again.</param>
internal sealed class AskCount(Guid workspaceId, IProvider provider, AskOptions options, EnrichmentSettings settings, bool refresh, LookupStore lookups)
{
    private readonly HashSet<UInt128> _seen = [];
    private int _inBatch;
    private int _askedInBatch;
    private int _calls;

    /// <summary>The workspace's settings as they stood when the count began.</summary>
    public EnrichmentSettings Settings => settings;

    /// <summary>Records that a fresh answer is stored for.</summary>
    public int CacheHits { get; private set; }

    /// <summary>Calls to the provider.</summary>
    public int Calls => _calls + CallsOf(_askedInBatch);

    /// <summary>The most that the questions can cost.</summary>
    public decimal MaxCredits { get; private set; }

    /// <summary>Counts the next records, in the order in which the run takes them; how many of them are answered.</summary>
    public async Task<int> AddAsync(IReadOnlyList<Question> questions, CancellationToken cancellationToken)
    {
        var fingerprints = questions.Select(question => question.CanBeAsked ? question.Fingerprint(options) : null).ToList();
        var known = refresh ? [] : await lookups.FindAsync(workspaceId, provider.Name, [.. fingerprints.Select(f => f ?? [])], settings.Freshness, cancellationToken);
        var before = CacheHits;
        foreach (var (n, question) in questions.Index())
        {
            Turn();
            if (fingerprints[n] is not { } fingerprint) continue;
            if (known.TryGetValue(n, out var lookup) && lookup.IsFresh) CacheHits++;
            else if (_seen.Add(System.Buffers.Binary.BinaryPrimitives.ReadUInt128BigEndian(fingerprint))) Ask(question);
        }

        return CacheHits - before;
    }

    /// <summary>Counts records that nobody looks at as asked.</summary>
    public void AddUnseen(int records, Question like)
    {
        _calls += CallsOf(records);
        MaxCredits += records * provider.MaxCredits(like, options);
    }

    private void Ask(Question question)
    {
        _askedInBatch++;
        MaxCredits += provider.MaxCredits(question, options);
    }

    private void Turn()
    {
        if (_inBatch++ < Dispatcher.BatchSize) return;
        (_inBatch, _calls, _askedInBatch) = (1, Calls, 0);
    }

    private int CallsOf(int questions) => (questions + provider.BulkSize - 1) / provider.BulkSize;
}
