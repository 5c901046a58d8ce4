using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace AdaptiveOutbound.Data.Operations.Embedded;

/// <summary>Makes, starts, finds and stops the server of one data folder. To be called with the cluster's lock held.</summary>
internal sealed class PostgresServer(
    ClusterPaths paths, PostgresBinaries binaries, ServerAccount account, EmbeddedOptions options, ProgramRunner runner, TimeProvider clock)
{
    /// <summary>The cluster's superuser, for bootstrap only.</summary>
    public const string Superuser = "postgres";

    private const string Settings =
        "-c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c max_connections=200 -c shared_buffers=256MB -c max_wal_size=2GB -c timezone=UTC -c jit=off";

    private const string UnsafeSettings = " -c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=500";
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    // Texts are ordered by their bytes, but a search finds "Özil" by "ö": letters outside ASCII have a case. Both names come with the system.
    private static readonly string LetterCase = OperatingSystem.IsMacOS() ? "UTF-8" : "C.UTF-8";

    /// <summary>Makes the cluster; what an interrupted attempt left is thrown away.</summary>
    public async Task InitializeAsync(string password, CancellationToken cancellationToken)
    {
        await CheckEnterableAsync(cancellationToken);
        await account.OwnAsync(paths.Server, cancellationToken);
        var unfinished = paths.Data + ".new";
        var passwordFile = Path.Combine(paths.Server, "initdb");
        if (Directory.Exists(unfinished)) Directory.Delete(unfinished, recursive: true);
        ClusterPaths.WriteSecret(passwordFile, password);
        await account.OwnAsync(passwordFile, cancellationToken);
        try
        {
            await RunAsync(
                "initdb",
                [
                    "-D", unfinished, "-U", Superuser, "--auth=scram-sha-256", "--pwfile=" + passwordFile,
                    "--encoding=UTF8", "--no-locale", "--lc-ctype=" + LetterCase, "--no-instructions", .. options.Unsafe ? ["--no-sync"] : Array.Empty<string>(),
                ],
                cancellationToken);
        }
        finally
        {
            File.Delete(passwordFile);
        }

        Directory.Move(unfinished, paths.Data);
    }

    /// <summary>The port of the server that runs on this data folder and answers, or null when none runs.</summary>
    public async Task<int?> FindRunningAsync(string password, CancellationToken cancellationToken)
    {
        var start = clock.GetTimestamp();
        while (ServerProcess.Read(paths.Data) is { } server && server.Serves(paths.Data))
        {
            if (server.Port is { } port && await AnswersAsync(port, password, cancellationToken)) return port;

            if (clock.GetElapsedTime(start) > options.StepLimit)
                throw new DatabaseUnavailableException(
                    $"The database in {paths.Root} is served by process {server.Id}, which does not answer: stop that process and start again.");
            await Task.Delay(Pause, clock, cancellationToken);
        }

        return null;
    }

    /// <summary>Starts the server and gives its port.</summary>
    /// <param name="wanted">The port to take if it is free; null, or when it is not: any free one.</param>
    public async Task<int> StartAsync(CancellationToken cancellationToken, int? wanted = null)
    {
        // Who used a server that died still looks for it where it was.
        wanted ??= ServerProcess.Read(paths.Data)?.Port;
        // It is not our server, else it had been found: PostgreSQL would take a stranger with a dead server's number for one and refuse.
        if (ServerProcess.Read(paths.Data) is { Lives: true }) File.Delete(ServerProcess.FileIn(paths.Data));
        if (File.Exists(paths.Log) && new FileInfo(paths.Log).Length > 10_000_000) File.Move(paths.Log, paths.Log + ".old", overwrite: true);

        var logged = File.Exists(paths.Log) ? new FileInfo(paths.Log).Length : 0;
        var control = await binaries.ProgramAsync("pg_ctl", cancellationToken);
        for (var attempt = 1; ; attempt++)
        {
            var port = attempt == 1 && wanted is { } same ? same : FreePort();
            var settings = $"-p {port} {Settings}{(options.Unsafe ? UnsafeSettings : "")}";
            var seconds = ((int)options.StepLimit.TotalSeconds).ToString(provider: null);
            var result = await runner.RunAsync(
                control,
                ["start", "-w", "-s", "-t", seconds, "-D", paths.Data, "-l", paths.Log, "-o", settings],
                account.Name,
                options.StepLimit * 2,
                cancellationToken);
            if (result.Succeeded) return port;

            var log = LogSince(logged);
            // Somebody may have taken the port between our look and the server's.
            if (attempt < 3 && log.Contains("could not bind", StringComparison.Ordinal)) continue;

            await CheckEnterableAsync(cancellationToken);
            throw Failure("pg_ctl start", result, log);
        }
    }

    /// <summary>Stops the server; clients that are still connected are cut off.</summary>
    public async Task StopAsync()
    {
        if (ServerProcess.Read(paths.Data) is null) return;

        var stopped = await StopAsync(options.Unsafe ? "immediate" : "fast");
        if (!stopped.Succeeded && ServerProcess.Read(paths.Data)?.Serves(paths.Data) == true) await StopAsync("immediate");
    }

    private async Task<ProgramResult> StopAsync(string mode) => await runner.RunAsync(
        await binaries.ProgramAsync("pg_ctl", CancellationToken.None),
        ["stop", "-w", "-s", "-t", "30", "-m", mode, "-D", paths.Data],
        account.Name,
        options.StepLimit,
        CancellationToken.None);

    private async Task CheckEnterableAsync(CancellationToken cancellationToken)
    {
        if (!await account.MayEnterAsync(paths.Root, cancellationToken))
            throw new DatabaseUnavailableException(DataDirectory.NotEnterable(paths.Root, account.Name!));
    }

    private static async Task<bool> AnswersAsync(int port, string password, CancellationToken cancellationToken)
    {
        try
        {
            await using var connection = new NpgsqlConnection(EmbeddedConnection.Text(port, Superuser, password, "postgres", pooling: false));
            await connection.OpenAsync(cancellationToken);
            return true;
        }
        catch (NpgsqlException)
        {
            return false;
        }
    }

    private async Task RunAsync(string program, IEnumerable<string> arguments, CancellationToken cancellationToken)
    {
        var result = await runner.RunAsync(
            await binaries.ProgramAsync(program, cancellationToken), arguments, account.Name, options.StepLimit, cancellationToken);
        if (!result.Succeeded) throw Failure(program, result, "");
    }

    private DatabaseUnavailableException Failure(string program, ProgramResult result, string log) =>
        (result.Error + log).Contains("No space left on device", StringComparison.Ordinal)
            ? new DatabaseUnavailableException(EmbeddedCluster.DiskFull(paths.Root))
            : new DatabaseUnavailableException(
                $"The database in {paths.Root} did not start ({program}: {result.Summary}); its log is {paths.Log}. "
                + string.Join(' ', log.Split('\n', StringSplitOptions.RemoveEmptyEntries).TakeLast(3)));

    private string LogSince(long position)
    {
        if (!File.Exists(paths.Log)) return "";

        using var stream = new FileStream(paths.Log, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        stream.Position = Math.Min(position, stream.Length);
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
