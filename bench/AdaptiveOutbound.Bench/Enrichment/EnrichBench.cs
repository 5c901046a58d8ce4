using System.Diagnostics;
using AdaptiveOutbound.Jobs.Enrichment;
using AdaptiveOutbound.Jobs.Exports;
using AdaptiveOutbound.Jobs.Imports;
using AdaptiveOutbound.Jobs.Providers;
using AdaptiveOutbound.Jobs.Providers.Apollo;
using Microsoft.Extensions.DependencyInjection;

namespace AdaptiveOutbound.Bench.Enrichment;

/// <summary>Companies from CSV to CSV: upload, import, enrichment against the double, export, download.</summary>
internal sealed class EnrichBench(BenchApp app)
{
    private const int Companies = 50_000;

    public async Task<(double Value, string Audit)> RunAsync(CancellationToken cancellationToken)
    {
        using var sandbox = await SandboxProcess.StartAsync(cancellationToken);
        var provider = new SandboxProvider(sandbox.BaseUrl, new ApolloOptions(), TimeProvider.System);
        await app.StartAsync(services => services.AddOutboundImports(app.Database).AddOutboundEnrichment(app.Database)
            .AddSingleton(new KeySource(null!, null!)) // the sandbox's lane opens no stored key
            .AddSingleton<IProvider>(provider), cancellationToken);
        using var input = new ScratchFile();
        using var output = new ScratchFile();
        await WriteAsync(input.Path, cancellationToken);
        var began = Stopwatch.GetTimestamp();
        var started = await StartAsync(input.Path, cancellationToken);
        await app.EndedAsync(started.ExportJobId!.Value, cancellationToken);
        await DownloadAsync(output.Path, cancellationToken);
        var took = Stopwatch.GetElapsedTime(began);
        await app.StopWorkerAsync();
        return (Companies / took.TotalSeconds, await new EnrichAudit(app, Companies).RunAsync(sandbox, output.Path, cancellationToken));
    }

    private static async Task WriteAsync(string path, CancellationToken cancellationToken)
    {
        await using var file = new StreamWriter(path);
        await file.WriteLineAsync("company,domain");
        for (var i = 0; i < Companies; i++)
            await file.WriteLineAsync($"Company {i},company{i}.example".AsMemory(), cancellationToken);
    }

    private async Task<ImportStarted> StartAsync(string path, CancellationToken cancellationToken)
    {
        await using var content = File.OpenRead(path);
        var (file, problem) = await app.Get<UploadFile>().ExecuteAsync(app.Workspace, "companies.csv", content, cancellationToken);
        if (file is null) throw new InvalidOperationException(problem?.Message);
        var request = new ImportRequest(file.FileId, null, [], ["enrich", "export"], SandboxProvider.ProviderName, Raw: false, "bench");
        var (started, wrong) = await app.Get<StartImport>().ExecuteAsync(app.Workspace, request, cancellationToken);
        return started ?? throw new InvalidOperationException(wrong?.Message);
    }

    private async Task DownloadAsync(string path, CancellationToken cancellationToken)
    {
        var id = await app.ReadIdAsync("SELECT id FROM outbound.files WHERE kind = 'export'");
        await using var content = File.Create(path);
        await app.Get<DownloadFile>().ExecuteAsync(app.Workspace, id, content, cancellationToken);
    }
}
