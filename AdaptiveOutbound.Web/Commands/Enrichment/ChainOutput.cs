using AdaptiveOutbound.Data.Jobs;
using AdaptiveOutbound.Jobs.Exports;
using AdaptiveOutbound.Jobs.Imports;
using AdaptiveOutbound.Jobs.Jobs;
using AdaptiveOutbound.Web.Hosting;

namespace AdaptiveOutbound.Web.Commands.Enrichment;

/// <summary>Fetches what a chain made and says what came of it.</summary>
internal sealed class ChainOutput(CommandRun run, OutboundHost host, Guid workspace, OutputFile output)
{
    /// <summary>Writes both files, then the summary.</summary>
    /// <param name="chain">All of its jobs have ended.</param>
    /// <param name="took">How long this command has run.</param>
    /// <param name="again">The line that fetches the output to another place.</param>
    public async Task<int> FetchAsync(ChainState chain, TimeSpan took, string again)
    {
        var result = Result(chain);
        try
        {
            await DownloadAsync(result.FileId, output.Path);
            if (result.ErrorsFileId is { } errors) await DownloadAsync(errors, output.ErrorsPath);
            else File.Delete(output.ErrorsPath); // of an earlier run: this one has none
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CommandFailure($"{output.Path} could not be written: {e.Message.TrimEnd('.')}. Nothing half-written is left and nothing must be asked again; fetch it to another place with:\n  {again}");
        }

        Summary(chain, result, took).Write(run, ChainFacts.Provider(chain));
        if (chain.Enrich is { Status: JobStatus.Failed or JobStatus.DeadLetter or JobStatus.Cancelled } enrich)
            run.Messages.Line($"The enrichment ended as {enrich.Status.Replace('_', ' ')}{(enrich.ErrorMessage is { } why ? $": {why}" : "")}. See ./outbound jobs show {enrich.Id}.");
        var import = chain.Import;
        if (import.Status != JobStatus.DeadLetter && (import.Status != JobStatus.Failed || import.Progress.Processed >= import.Progress.Total)) return ExitCodes.Ended;

        run.Messages.Line($"The import ended as {import.Status.Replace('_', ' ')} and did not reach every line: {Why(chain)} Run the file again: what is known is not asked again.");
        return ExitCodes.Failed;
    }

    private static ExportResult Result(ChainState chain)
    {
        var export = chain.Export!;
        if (export is { Status: JobStatus.Completed, Result: { } result }) return PayloadJson.Read<ExportResult>(result.GetRawText());
        throw new CommandFailure(export.Status == JobStatus.Cancelled
            ? "The job was cancelled: it made no output."
            : $"The export ended as {export.Status.Replace('_', ' ')}: {Why(chain)} Try it again with ./outbound jobs retry {export.Id}.");
    }

    private static string Why(ChainState chain) =>
        chain.Jobs.Select(j => j.ErrorMessage).FirstOrDefault(m => m is not null) ?? "see ./outbound jobs logs.";

    private async Task DownloadAsync(Guid file, string path)
    {
        await OutputFile.WriteAsync(path, async stream =>
        {
            // Not given up half way: it takes moments, and a second Ctrl+C ends the process anyway.
            if (!await host.Get<DownloadFile>().ExecuteAsync(workspace, file, stream, CancellationToken.None))
                throw new CommandFailure("The output has expired and is gone: run the file again; what is known is not asked again.");
        });
    }

    private RunSummary Summary(ChainState chain, ExportResult result, TimeSpan took)
    {
        var enrich = chain.Enrich;
        return new RunSummary(
            chain.Import.Id, result.Rows, result.Enriched, result.NoMatch, result.Failed, result.Skipped,
            enrich?.Calls ?? 0, WithoutZeros(enrich?.Credits ?? 0), enrich?.CacheHits ?? 0, enrich?.Counts.Unknown ?? 0,
            Math.Round(took.TotalSeconds, 3), output.Path, result.ErrorsFileId is null ? null : output.ErrorsPath);
    }

    // The database keeps four decimals: 35.0000 reads as 35.
    private static decimal WithoutZeros(decimal credits) => credits / 1.0000000000000000000000000000m;
}
