using System.Diagnostics;
using AdaptiveOutbound.Jobs.Imports;
using AdaptiveOutbound.Jobs.Providers;

namespace AdaptiveOutbound.Bench.Imports;

/// <summary>A million contacts from a CSV file to rows, the upload included.</summary>
internal sealed class ImportBench(BenchApp app)
{
    private const int Contacts = 1_000_000;

    public async Task<(double Value, string Audit)> RunAsync(CancellationToken cancellationToken)
    {
        await app.StartAsync(services => services.AddOutboundImports(app.Database), cancellationToken);
        using var input = new ScratchFile();
        await WriteAsync(input.Path, cancellationToken);
        var began = Stopwatch.GetTimestamp();
        var job = await StartAsync(input.Path, cancellationToken);
        await Console.Error.WriteLineAsync(FormattableString.Invariant($"import: uploaded after {Stopwatch.GetElapsedTime(began).TotalSeconds:0.0} s"));
        await app.EndedAsync(job, cancellationToken);
        var took = Stopwatch.GetElapsedTime(began);
        await app.StopWorkerAsync();
        return (took.TotalSeconds, await AuditAsync(job));
    }

    private static async Task WriteAsync(string path, CancellationToken cancellationToken)
    {
        await using var file = new StreamWriter(path);
        await file.WriteLineAsync("email,first_name,last_name,company,domain,title");
        for (var i = 0; i < Contacts; i++)
            await file.WriteLineAsync($"person{i}@company{i / 20}.example,First{i % 997},Last{i % 7919},Company {i / 20},company{i / 20}.example,Head of Sales {i % 50}".AsMemory(), cancellationToken);
    }

    private async Task<Guid> StartAsync(string path, CancellationToken cancellationToken)
    {
        await using var content = File.OpenRead(path);
        var (file, problem) = await app.Get<UploadFile>().ExecuteAsync(app.Workspace, "contacts.csv", content, cancellationToken);
        if (file is null) throw new InvalidOperationException(problem?.Message);
        var request = new ImportRequest(file.FileId, null, [], [], SandboxProvider.ProviderName, Raw: false, "bench");
        var (started, wrong) = await app.Get<StartImport>().ExecuteAsync(app.Workspace, request, cancellationToken);
        return started?.ImportJobId ?? throw new InvalidOperationException(wrong?.Message);
    }

    private async Task<string> AuditAsync(Guid job)
    {
        var audit = new Audit(app);
        await audit.ExpectAsync("completed jobs", 1, "SELECT count(*) FROM outbound.jobs WHERE id = $1 AND status = 'completed' AND processed = total AND failed = 0 AND processed = $2", job, Contacts);
        await audit.ExpectAsync("contacts", Contacts, "SELECT count(*) FROM outbound.contacts");
        await audit.ExpectAsync("different addresses", Contacts, "SELECT count(DISTINCT email) FROM outbound.contacts");
        await audit.ExpectAsync("contacts whose fields are their line's", Contacts, """
            SELECT count(*) FROM outbound.contacts c CROSS JOIN LATERAL (SELECT substring(c.email FROM '^person([0-9]+)@')::int n) x
             WHERE c.fields->>'first_name' = 'First' || n % 997 AND c.fields->>'last_name' = 'Last' || n % 7919 AND c.fields->>'title' = 'Head of Sales ' || n % 50
            """);
        await audit.ExpectAsync("rejected lines", 0, "SELECT count(*) FROM outbound.job_items WHERE line IS NOT NULL");
        return audit.Verdict;
    }
}
