using AdaptiveOutbound.Data.Lanes;
using AdaptiveOutbound.Data.Operations;
using AdaptiveOutbound.Data.Operations.Backups;
using AdaptiveOutbound.Data.Operations.Schema;
using Npgsql;

namespace AdaptiveOutbound.Jobs.Operations;

/// <summary>What a restore would do.</summary>
/// <param name="Newer">What the database holds that the backup does not.</param>
/// <param name="Foreign">What others hung on the schema; it goes too.</param>
internal sealed record RestorePlan(BackupManifest Backup, NewerWork Newer, IReadOnlyList<string> Foreign);

/// <summary>A restore that was done.</summary>
/// <param name="Jobs">Jobs that rest now.</param>
/// <param name="Schedules">Schedules that are off now.</param>
/// <param name="Migrated">Migrations that the backup lacked.</param>
internal sealed record RestoreDone(BackupManifest Backup, string Sha256, int Jobs, int Schedules, IReadOnlyList<string> Migrated);

/// <summary>Puts a backup in the place of what the database holds. Whatever fails leaves all as it was.</summary>
internal static class RestoreDatabase
{
    /// <summary>Restores.</summary>
    /// <param name="environment">The environment of this process.</param>
    /// <param name="from">The environment whose backup it may be; null: this one's only.</param>
    /// <param name="agrees">Shown what is lost, whether to go on; not asked of an empty database on which nothing hangs.</param>
    /// <returns>Null when it was not agreed to.</returns>
    /// <exception cref="BackupException">It cannot be restored; the message says what to do.</exception>
    /// <exception cref="DatabaseUnavailableException">The database is another environment's.</exception>
    public static async Task<RestoreDone?> ExecuteAsync(DatabaseConnections connections, string environment, string file, string? from, Func<RestorePlan, Task<bool>> agrees,
        TimeProvider clock, Action<string> progress, CancellationToken cancellationToken)
    {
        var owner = connections.RequireOwner();
        using var backup = await VerifyBackup.OpenAsync(file, "nothing was restored", progress, cancellationToken);
        CheckEnvironment(backup, environment, from);
        var tools = await VerifyBackup.ToolsAsync(backup, clock, cancellationToken);
        try
        {
            await PrepareAsync(connections, environment, clock, cancellationToken);
            await CheckWorkersAsync(connections, cancellationToken);
            var plan = await PlanAsync(owner, backup.Manifest, cancellationToken);
            if ((!plan.Newer.IsEmpty || plan.Foreign.Count > 0) && !await agrees(plan)) return null;
            return await RestoreAsync(connections, environment, file, backup, tools, progress, cancellationToken);
        }
        catch (NpgsqlException e)
        {
            throw new BackupException(BackupTrouble.Sentence(e, "nothing was restored, and the database is as it was"), e);
        }
    }

    private static async Task<RestoreDone> RestoreAsync(DatabaseConnections connections, string environment, string file, BackupReader backup, PostgresTools? tools, Action<string> progress, CancellationToken cancellationToken)
    {
        var sha256 = await BackupWriter.HashAsync(file, cancellationToken);
        HeldThings? held = null;
        await OwnerSession.RunAsync(connections.RequireOwner(), async _ =>
        {
            // A worker that began while somebody was asked.
            await CheckWorkersAsync(connections, cancellationToken);
            held = await RestoreTransaction.RunAsync(connections.RequireOwner(), backup, tools, environment, (connection, things) => NoteAsync(connection, file, sha256, backup.Manifest, things, cancellationToken), progress, cancellationToken);
        }, cancellationToken);
        return new RestoreDone(backup.Manifest, sha256, held!.Jobs.Length, held.Schedules.Length, [.. SchemaState.Known.Except(backup.Manifest.Migrations)]);
    }

    private static Task NoteAsync(NpgsqlConnection connection, string file, string sha256, BackupManifest backup, HeldThings held, CancellationToken cancellationToken) => DeploymentEvents.AddAsync(
        connection, DeploymentEventKind.Restore, Path.GetFileName(file), ProductVersion.Text, saidBy: null, HeldThingsJson.Write(new(Path.GetFileName(file), sha256, backup.At, backup.Environment, backup.Rows, held)), cancellationToken);

    private static void CheckEnvironment(BackupReader backup, string environment, string? from)
    {
        var made = backup.Manifest.Environment;
        if (from is not null && !from.Equals(made, StringComparison.OrdinalIgnoreCase)) throw new BackupException($"{backup.File} is a backup of the environment {made}, not of {from}: nothing was restored. Name the right file, or the right environment.");
        if (made != environment && from is null) throw new BackupException($"{backup.File} is a backup of the environment {made} and this process runs as {environment}: nothing was restored. If that is what you want, add --from-environment {made}.");
    }

    // A database without our tables gets them, with the mark of this environment; one of another environment is left alone.
    private static async Task PrepareAsync(DatabaseConnections connections, string environment, TimeProvider clock, CancellationToken cancellationToken)
    {
        await using var connection = await OwnerWork.OpenAsync(connections.RequireOwner(), "nothing was restored", cancellationToken);
        if ((await OwnerWork.MigrationsAsync(connection, cancellationToken)).Count == 0)
        {
            await ForeignThings.RefuseForeignSchemaAsync(connection, "nothing was restored", cancellationToken);
            await MigrateDatabase.ExecuteAsync(connections, environment, clock, cancellationToken);
            return;
        }

        await DeploymentMark.RefuseOthersAsync(connection, environment, cancellationToken);
    }

    private static async Task CheckWorkersAsync(DatabaseConnections connections, CancellationToken cancellationToken)
    {
        await using var source = NpgsqlDataSource.Create(OwnerSession.AsGroup(connections.RequireOwner()));
        if (await WorkerPresence.AnyAliveAsync(source, cancellationToken))
            throw new BackupException("A worker is running on this database: nothing was restored. Stop all workers and web processes (also ./outbound enrich), then try again.");
    }

    private static async Task<RestorePlan> PlanAsync(string owner, BackupManifest backup, CancellationToken cancellationToken)
    {
        await using var connection = await OwnerWork.OpenAsync(owner, "nothing was restored", cancellationToken);
        var known = SchemaPlan.Tables().Union(backup.Tables.Select(t => t.Name)).ToHashSet(StringComparer.Ordinal);
        return new RestorePlan(backup, await NewerWork.ReadAsync(connection, backup.At, cancellationToken), await ForeignThings.ListAsync(connection, known, cancellationToken));
    }
}
