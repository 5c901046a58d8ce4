namespace AdaptiveOutbound.Jobs.Providers.Apollo;

/// <summary>What bulk matching decided about one question.</summary>
/// <param name="Row">The row that answers it; null when none does.</param>
/// <param name="Ambiguous">Whether it is unclear which row answers it.</param>
internal readonly record struct Pairing(Row? Row, bool Ambiguous);

/// <summary>
/// Gives each question its row of a bulk answer by identity, never by position: rows come reordered, missing, null and doubled.
/// Strong claims are settled before weak ones; a row claimed by two questions, or a question claimed by two rows, is ambiguous.
/// </summary>
internal static class BulkMatcher
{
    public static Pairing[] Match(IReadOnlyList<Question> questions, IEnumerable<Row> answered)
    {
        var pairings = new Pairing[questions.Count];
        List<int> open = [.. Enumerable.Range(0, questions.Count)];
        List<Row> rows = [.. answered.DistinctBy(row => row.Id)];
        Settle(Claim.Strong);
        Settle(Claim.Weak);
        SettleLast();
        return pairings;

        void Settle(Claim claim)
        {
            var claims = open.ToDictionary(q => q, q => rows.Where(row => Identity.ClaimOf(questions[q], row) == claim).ToList());
            foreach (var (q, claimed) in claims.Where(c => c.Value.Count > 0))
            {
                var alone = claimed.Count == 1 && claims.Count(other => other.Value.Contains(claimed[0])) == 1;
                pairings[q] = alone ? new Pairing(claimed[0], false) : new Pairing(null, true);
                open.Remove(q);
            }

            rows.RemoveAll(row => claims.Values.Any(claimed => claimed.Contains(row)));
        }

        void SettleLast()
        {
            if (rows.Count == 0) return; // what nobody claimed was not answered: no match
            var fits = open.Count == 1 && rows.Count == 1 && Identity.FitsAsLast(questions[open[0]], rows[0]);
            foreach (var q in open) pairings[q] = fits ? new Pairing(rows[0], false) : new Pairing(null, true);
        }
    }
}
