namespace AdaptiveOutbound.Bench.Enrichment;

/// <summary>Each company is there once, was asked once and stands once in the output.</summary>
internal sealed class EnrichAudit(BenchApp app, int companies)
{
    public async Task<string> RunAsync(SandboxProcess sandbox, string output, CancellationToken cancellationToken)
    {
        var audit = new Audit(app);
        await audit.ExpectAsync("completed jobs", 3, "SELECT count(*) FROM outbound.jobs WHERE status = 'completed'");
        await audit.ExpectAsync("records", companies, "SELECT count(DISTINCT domain) FROM outbound.accounts");
        await audit.ExpectAsync("items ended without a fault", companies, """
            SELECT count(DISTINCT i.record_id) FROM outbound.job_items i JOIN outbound.jobs j ON j.id = i.job_id
             WHERE j.type = 'enrich_accounts' AND i.state = 2 AND i.outcome IN (1, 2) AND i.attempts = 1
            """);
        await audit.ExpectAsync("items of records", companies, "SELECT count(*) FROM outbound.job_items WHERE record_id IS NOT NULL");
        await audit.ExpectAsync("settled lookups", companies, "SELECT count(*) FROM outbound.provider_lookups WHERE state IN (1, 2)");
        await audit.ExpectAsync("different questions", companies, "SELECT count(DISTINCT question) FROM outbound.provider_lookups");
        await audit.ExpectAsync("credits of matches that are not charged once", 0, """
            SELECT (SELECT sum(credits_charged) FROM outbound.provider_lookups) - (SELECT count(*) FROM outbound.provider_lookups WHERE state = 1)
            """);
        await audit.ExpectAsync("enriched records without an answer", 0, """
            SELECT count(*) FROM outbound.provider_lookups l JOIN outbound.job_items i ON i.outcome = 1 AND i.state = 2
              JOIN outbound.accounts a ON a.id = i.record_id AND 'domain ' || a.domain = l.input WHERE l.state <> 1
            """);
        audit.Expect("questions in the double's log", companies, await sandbox.QuestionsAsync(cancellationToken));
        AuditOutput(audit, File.ReadLines(output));
        return audit.Verdict;
    }

    private void AuditOutput(Audit audit, IEnumerable<string> lines)
    {
        var (rows, domains) = (0, new HashSet<string>(StringComparer.Ordinal));
        foreach (var line in lines.Skip(1))
        {
            rows++;
            domains.Add(line.Split(',')[1]);
        }
        audit.Expect("lines of output", companies, rows);
        audit.Expect("companies of output", companies, domains.Count);
    }
}
