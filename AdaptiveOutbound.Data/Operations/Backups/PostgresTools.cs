using System.Diagnostics;
using System.Text.RegularExpressions;
using AdaptiveOutbound.Data.Operations.Embedded;
using Npgsql;

namespace AdaptiveOutbound.Data.Operations.Backups;

/// <summary>pg_dump and pg_restore of this machine.</summary>
/// <param name="folder">Where they lie.</param>
/// <param name="major">Their major version.</param>
internal sealed partial class PostgresTools(string folder, int major)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>Their major version.</summary>
    public int Major => major;

    /// <summary>The newest ones that are not older than this major version; null where there are none.</summary>
    public static async Task<PostgresTools?> FindAsync(int least, TimeProvider clock, CancellationToken cancellationToken)
    {
        var runner = new ProgramRunner(clock);
        foreach (var folder in PostgresBinaries.SystemFolders(least).Distinct().Where(f => File.Exists(PostgresBinaries.Program(f, "pg_dump")) && File.Exists(PostgresBinaries.Program(f, "pg_restore"))))
        {
            // Runs it: that proves as well that its libraries load.
            var result = await runner.RunAsync(PostgresBinaries.Program(folder, "pg_dump"), ["--version"], null, Patience, cancellationToken);
            if (result.Succeeded && Version().Match(result.Output) is { Success: true } match && int.Parse(match.Groups[1].ValueSpan, provider: null) is var found && found >= least)
                return new PostgresTools(folder, found);
        }

        return null;
    }

    /// <summary>What to do where they are missing.</summary>
    public static string Advice(int least) => $"install PostgreSQL's client programs, version {least} or newer (Debian: apt-get install postgresql-client-{least})";

    /// <summary>Dumps schema <c>outbound</c> as it is in the snapshot.</summary>
    public async Task DumpAsync(string ownerConnectionString, string snapshot, Stream to, CancellationToken cancellationToken)
    {
        var server = new NpgsqlConnectionStringBuilder(ownerConnectionString);
        // The owner is held by row-level security like everybody, and its policy lets all rows through.
        string[] arguments =
        [
            "--format=custom", "--schema=outbound", $"--snapshot={snapshot}", "--enable-row-security", "--load-via-partition-root", "--no-password", "--role=outbound_owner",
            $"--host={server.Host}", $"--port={server.Port}", $"--dbname={server.Database}", .. server.Username is { } user ? new[] { $"--username={user}" } : [],
        ];
        using var process = Start("pg_dump", arguments, server);
        process.StandardInput.Close();
        await RunAsync(process, "pg_dump", () => process.StandardOutput.BaseStream.CopyToAsync(to, 1 << 20, cancellationToken), cancellationToken);
    }

    /// <summary>Turns a dump into the text that loads its rows.</summary>
    public async Task ReadAsync(Stream dump, Func<Stream, Task> read, CancellationToken cancellationToken)
    {
        using var process = Start("pg_restore", ["--data-only", "--file=-"], null);
        await RunAsync(process, "pg_restore", async () =>
        {
            var feed = FeedAsync(dump, process, cancellationToken);
            await read(process.StandardOutput.BaseStream);
            await feed;
        }, cancellationToken);
    }

    private static async Task FeedAsync(Stream dump, Process process, CancellationToken cancellationToken)
    {
        await using var to = process.StandardInput.BaseStream;
        await dump.CopyToAsync(to, 1 << 20, cancellationToken);
    }

    private static async Task RunAsync(Process process, string name, Func<Task> work, CancellationToken cancellationToken)
    {
        var error = process.StandardError.ReadToEndAsync(cancellationToken);
        var isDone = false;
        try
        {
            await work();
            isDone = true;
        }
        catch (IOException e) when (!BackupTrouble.IsFull(e) && process.WaitForExit(Patience) && process.ExitCode != 0)
        {
            // It went, and with it the other end of our pipe: what it said is the reason.
            throw Failure(name, await error, e);
        }
        finally
        {
            if (!isDone && !process.HasExited) process.Kill(entireProcessTree: true);
        }

        await process.WaitForExitAsync(cancellationToken);
        if (process.ExitCode != 0) throw Failure(name, await error, null);
    }

    private static BackupException Failure(string name, string error, Exception? cause)
    {
        var said = string.Join(' ', error.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).TakeLast(4));
        return new BackupException($"{name} failed and nothing was changed. It said: {said}", cause!);
    }

    private Process Start(string name, IEnumerable<string> arguments, NpgsqlConnectionStringBuilder? server)
    {
        var start = new ProcessStartInfo(PostgresBinaries.Program(folder, name), arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        start.Environment["LC_ALL"] = "C";
        foreach (var other in new[] { "PGSERVICE", "PGOPTIONS", "PGHOSTADDR" }) start.Environment.Remove(other);
        if (server is not null) foreach (var (variable, value) in Settings(server)) start.Environment[variable] = value;
        return Process.Start(start)!;
    }

    // In its environment and not among its arguments, which every account of the machine sees.
    private static IEnumerable<(string, string)> Settings(NpgsqlConnectionStringBuilder server)
    {
        if (server.Password is { Length: > 0 } password) yield return ("PGPASSWORD", password);
        if (server.Passfile is { Length: > 0 } file) yield return ("PGPASSFILE", file);
        if (server.RootCertificate is { Length: > 0 } root) yield return ("PGSSLROOTCERT", root);
        if (server.SslCertificate is { Length: > 0 } certificate) yield return ("PGSSLCERT", certificate);
        if (server.SslKey is { Length: > 0 } key) yield return ("PGSSLKEY", key);
        if (server.GssEncryptionMode == GssEncryptionMode.Disable) yield return ("PGGSSENCMODE", "disable");
        yield return ("PGSSLMODE", server.SslMode switch { SslMode.VerifyCA => "verify-ca", SslMode.VerifyFull => "verify-full", var mode => mode.ToString().ToLowerInvariant() });
        yield return ("PGCONNECT_TIMEOUT", "15");
    }

    [GeneratedRegex(@"\(PostgreSQL\) (\d+)")]
    private static partial Regex Version();
}
