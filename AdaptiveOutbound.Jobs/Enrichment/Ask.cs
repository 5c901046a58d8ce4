using AdaptiveOutbound.Data.Credits;
using AdaptiveOutbound.Data.Lanes;
using AdaptiveOutbound.Data.Providers;
using AdaptiveOutbound.Jobs.Providers;

namespace AdaptiveOutbound.Jobs.Enrichment;

/// <summary>One question of a batch and the items that wait for its answer.</summary>
internal sealed class Ask(Question question, byte[] fingerprint)
{
    public Question Question { get; } = question;

    /// <summary>SHA-256 of the question and the options that change its answer.</summary>
    public byte[] Fingerprint { get; } = fingerprint;
    public List<TakenItem> Items { get; } = [];

    /// <summary>Attempts of an item that the provider answered with a failure of its own, from 1: it is asked in smaller company, a row may be to blame.</summary>
    public int Attempt => Items.Max(i => i.LastError == ServerError ? i.Attempts : 1);

    private const string ServerError = "server_error";

    /// <summary>The lookup with unknown answer that this one repeats.</summary>
    public Guid? PreviousId { get; set; }

    /// <summary>The lookup that was written before the call; null: none left.</summary>
    public Guid? LookupId { get; set; }
    public decimal Reserved { get; set; }

    /// <summary>An answer from the ledger, without a call.</summary>
    public KnownLookup? Cached { get; set; }

    /// <summary>Why it is not asked in this batch, as the ledger said; null: it is, or nobody has tried.</summary>
    public Reservation? LeftOut { get; set; }

    /// <summary>The same question is being asked by another chunk right now.</summary>
    public bool AskedElsewhere => LeftOut == Reservation.AskedElsewhere;

    /// <summary>Whether the price that the provider named was not believed.</summary>
    public bool Disputed { get; set; }

    /// <summary>Exactly one of these is set once the question was asked.</summary>
    public Answer? Answer { get; set; }
    public ProviderFailure? Failure { get; set; }

    /// <summary>Credits that this question cost, all its calls together.</summary>
    public decimal Credits { get; set; }
}

/// <summary>Questions that go out in one call.</summary>
internal sealed class CallGroup(IReadOnlyList<Ask> asks, bool alone)
{
    public IReadOnlyList<Ask> Asks { get; } = asks;

    /// <summary>Must go to the single endpoint.</summary>
    public bool Alone { get; } = alone;

    /// <summary>Tries beyond the first.</summary>
    public int Retries { get; set; }
    public long? FirstTryAt { get; set; }
    public long SentAt { get; set; }

    /// <summary>What the try before this one met; it stands when no permit is left for another.</summary>
    public ProviderFailure? LastFailure { get; set; }
    public string Endpoint { get; set; } = "";
    public CallResult? Result { get; set; }

    /// <summary>In groups of up to <paramref name="bulkSize"/>; a second attempt in threes, later ones alone, so that a bad row ends up by itself.</summary>
    public static IEnumerable<CallGroup> Of(IEnumerable<Ask> asks, int bulkSize) => asks
        .GroupBy(a => a.Attempt switch { 1 => bulkSize, 2 => Math.Min(3, bulkSize), _ => 1 })
        .SelectMany(g => g.Chunk(g.Key)).Select(g => new CallGroup(g, alone: false));

    /// <summary>Two halves, to find the row that spoils the call.</summary>
    public IEnumerable<CallGroup> Split() => Asks.Chunk((Asks.Count + 1) / 2).Select(half => new CallGroup(half, alone: false));
}
