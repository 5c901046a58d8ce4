namespace AdaptiveOutbound.Data.Operations.Embedded;

/// <summary>
/// A private PostgreSQL server on 127.0.0.1 that lives while somebody uses it. Several processes may share it: the first one
/// starts it, the last one stops it, and one that was left running by a killed process is adopted.
/// </summary>
internal sealed class EmbeddedCluster : IAsyncDisposable
{
    private readonly ClusterPaths paths;
    private readonly PostgresServer server;
    private readonly TimeProvider clock;
    private readonly TimeSpan limit;
    private FileLock? registration;

    private EmbeddedCluster(ClusterPaths paths, PostgresServer server, TimeProvider clock, TimeSpan limit, FileLock registration) =>
        (this.paths, this.server, this.clock, this.limit, this.registration) = (paths, server, clock, limit, registration);

    /// <summary>The port of the server.</summary>
    public int Port { get; private set; }

    /// <summary>Whether this call started the server; false when it joined or adopted a running one.</summary>
    public bool Started { get; private set; }

    /// <summary>Files of the cluster.</summary>
    public ClusterPaths Paths => paths;

    /// <summary>The superuser's connection string, for bootstrap only; not pooled.</summary>
    public string SuperuserConnection(string database = "postgres") =>
        EmbeddedConnection.Text(Port, PostgresServer.Superuser, paths.Password(PostgresServer.Superuser).Password, database, pooling: false);

    /// <summary>Joins the server of this directory, or makes and starts it.</summary>
    /// <param name="options">Which one, and how.</param>
    /// <param name="clock">The clock for waiting.</param>
    /// <param name="progress">Told, in a sentence, what takes long.</param>
    /// <param name="bootstrap">Runs with the lock held, before anybody else may join: roles and the database are made here.</param>
    /// <param name="cancellationToken">Gives up; a server started by this call is stopped again.</param>
    /// <exception cref="DatabaseUnavailableException">It cannot be had; the message says what to do.</exception>
    public static async Task<EmbeddedCluster> OpenAsync(
        EmbeddedOptions options, TimeProvider clock, Action<string> progress, Func<EmbeddedCluster, CancellationToken, Task>? bootstrap, CancellationToken cancellationToken)
    {
        var runner = new ProgramRunner(clock);
        var account = ServerAccount.Choose(runner);
        var paths = new ClusterPaths(options.Directory);
        try
        {
            return await OpenAsync(paths, account, runner, options, clock, progress, bootstrap, cancellationToken);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new DatabaseUnavailableException(DataDirectory.NotWritable(paths.Root), e);
        }
        catch (IOException e) when (e.Message.Contains("No space left", StringComparison.Ordinal) || e.HResult is 28 or unchecked((int)0x80070070))
        {
            throw new DatabaseUnavailableException(DiskFull(paths.Root), e);
        }
    }

    /// <summary>Starts the server again, on the same port, when it does not run any more; false when it runs.</summary>
    /// <exception cref="DatabaseUnavailableException">It cannot be started, or another process started it on another port.</exception>
    public async Task<bool> ReviveAsync(CancellationToken cancellationToken)
    {
        if (IsServed(paths)) return false;
        using var held = await FileLock.TakeAsync(paths.Lock, limit, clock, () => { }, cancellationToken);
        if (held is null || IsServed(paths)) return false; // another one that uses it was quicker
        var port = await server.FindRunningAsync(paths.Password(PostgresServer.Superuser).Password, cancellationToken) ?? await server.StartAsync(cancellationToken, Port);
        return port == Port ? true : throw new DatabaseUnavailableException($"It runs on port {port} now, and this process still looks for it on {Port}: stop this process and start it again.");
    }

    private static bool IsServed(ClusterPaths paths) => ServerProcess.Read(paths.Data) is { } process && process.Serves(paths.Data);

    /// <summary>Stops what a killed process left running in this directory; false when somebody uses it.</summary>
    public static async Task<bool> StopAbandonedAsync(EmbeddedOptions options, TimeProvider clock, CancellationToken cancellationToken)
    {
        var paths = new ClusterPaths(options.Directory);
        if (ServerProcess.Read(paths.Data) is null) return new ClusterClients(paths.Clients).CountLiving() == 0;

        using var held = FileLock.TryTake(paths.Lock);
        if (held is null || new ClusterClients(paths.Clients).CountLiving() > 0) return false;

        var runner = new ProgramRunner(clock);
        var account = ServerAccount.Choose(runner);
        var binaries = new PostgresBinaries(paths, account, options, runner, _ => { });
        await new PostgresServer(paths, binaries, account, options, runner, clock).StopAsync();
        return true;
    }

    /// <summary>Leaves the server; the last one out stops it.</summary>
    public async ValueTask DisposeAsync()
    {
        if (registration is null) return;

        using var held = await FileLock.TakeAsync(paths.Lock, limit, clock, () => { }, CancellationToken.None);
        registration.Delete();
        registration = null;
        // Without the lock somebody is starting or stopping it: then it is theirs.
        if (held is not null && new ClusterClients(paths.Clients).CountLiving() == 0) await server.StopAsync();
    }

    /// <summary>What to say when the disk is full.</summary>
    public static string DiskFull(string directory) => $"The disk that holds {directory} is full: free some space and start again.";

    private static async Task<EmbeddedCluster> OpenAsync(
        ClusterPaths paths, ServerAccount account, ProgramRunner runner, EmbeddedOptions options, TimeProvider clock, Action<string> progress,
        Func<EmbeddedCluster, CancellationToken, Task>? bootstrap, CancellationToken cancellationToken)
    {
        paths.Create(account);
        var patience = options.FetchLimit + options.StepLimit;
        using var held = await FileLock.TakeAsync(
            paths.Lock, patience, clock, () => progress("Another process is starting or stopping the database: waiting for it."), cancellationToken)
            ?? throw new DatabaseUnavailableException($"Another process has been starting the database in {paths.Root} for {patience.TotalMinutes:0} minutes: end it and start again.");

        var binaries = new PostgresBinaries(paths, account, options, runner, progress);
        var server = new PostgresServer(paths, binaries, account, options, runner, clock);
        var registration = new ClusterClients(paths.Clients).Register();
        var cluster = new EmbeddedCluster(paths, server, clock, patience, registration);
        try
        {
            await cluster.StartOrJoinAsync(progress, cancellationToken);
            if (bootstrap is not null) await bootstrap(cluster, cancellationToken);
            return cluster;
        }
        catch
        {
            registration.Delete();
            if (new ClusterClients(paths.Clients).CountLiving() == 0) await server.StopAsync();
            throw;
        }
    }

    private async Task StartOrJoinAsync(Action<string> progress, CancellationToken cancellationToken)
    {
        var (password, isNew) = paths.Password(PostgresServer.Superuser);
        if (paths.KeptMajor() is null)
        {
            progress($"Making the database in {paths.Root}.");
            await server.InitializeAsync(password, cancellationToken);
        }
        else if (isNew)
        {
            File.Delete(Path.Combine(paths.Passwords, PostgresServer.Superuser));
            throw new DatabaseUnavailableException(
                $"The database in {paths.Root} has lost its password file passwords/{PostgresServer.Superuser}: restore that file, or move the directory away to begin with an empty database.");
        }

        if (await server.FindRunningAsync(password, cancellationToken) is { } running)
        {
            Port = running;
            return;
        }

        Port = await server.StartAsync(cancellationToken);
        Started = true;
    }
}
