using System.CommandLine;
using System.Text.Json;
using AdaptiveOutbound.Data.Operations.Backups;
using AdaptiveOutbound.Jobs.Operations;
using AdaptiveOutbound.Web.Commands.Enrichment;
using AdaptiveOutbound.Web.Hosting;

namespace AdaptiveOutbound.Web.Commands.Operations;

/// <summary><c>db backup FILE [--format pg_dump|copy] [--verify] [--force]</c>.</summary>
internal static class DbBackup
{
    public static Command Create(CommandShell shell)
    {
        var file = new Argument<string>("FILE") { Description = "Where to write the backup." };
        var format = new Option<string?>("--format") { Description = "How the rows are written (default: by pg_dump where it is installed, else copy, which needs no tool).", HelpName = "pg_dump|copy" };
        format.AcceptOnlyFromAmong("pg_dump", "copy");
        var verify = new Option<bool>("--verify") { Description = "Restore it into a scratch database afterwards, and compare." };
        var force = new Option<bool>("--force") { Description = "Replace FILE if it is there." };
        var command = new Command("backup", "Write all data into one file, beside running workers. It holds sealed keys, never the ring.") { file, format, verify, force };
        shell.Handle(command, (parse, run) => RunAsync(run, parse.GetRequiredValue(file), new BackupWish(parse.GetValue(force), parse.GetValue(verify), parse.GetValue(format) switch
        {
            "pg_dump" => BackupFormat.PgDump, "copy" => BackupFormat.Copy, _ => null,
        })));
        return command;
    }

    private static async Task<int> RunAsync(CommandRun run, string file, BackupWish wish)
    {
        // The finished file takes the place of what is there: that must be no device or pipe.
        if (File.Exists(file) && !RegularFile.Is(file)) throw new CommandFailure($"{file} is no regular file and would be replaced: no backup was made. Name another one.");
        var settings = HostSettings.Read();
        await using var database = await DbSchema.OpenAsync(run, settings);
        var made = await BackUpDatabase.ExecuteAsync(database.Connections, settings.Environment, file, wish, run.Clock, run.Messages.Line, run.Interrupted);
        var manifest = made.Manifest;
        if (run.Json) run.WriteJson(new { made.File, made.Sha256, made.Bytes, Format = FormatName(manifest.Format), manifest.Environment, manifest.At, Migration = manifest.Migrations[^1], manifest.Rows,
            Tables = manifest.Tables.Select(t => new { t.Name, t.Rows }), Verified = made.VerifiedAt is not null, made.VerifiedAt });
        else run.Out.WriteLine($"Backed up {manifest.Rows:#,0} rows of {manifest.Tables.Count} tables to {made.File} ({made.Bytes:#,0} bytes, {FormatName(manifest.Format)}{(made.VerifiedAt is null ? "" : ", verified")}). SHA-256 {made.Sha256}");
        return ExitCodes.Ended;
    }

    private static string FormatName(BackupFormat format) => JsonNamingPolicy.SnakeCaseLower.ConvertName(format.ToString());
}
