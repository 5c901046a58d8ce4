using AdaptiveOutbound.Data.Lanes;
using AdaptiveOutbound.Data.Operations;
using AdaptiveOutbound.Data.Operations.Backups;
using AdaptiveOutbound.Data.Operations.Schema;

namespace AdaptiveOutbound.Web.Preflight;

/// <summary>What the database shows.</summary>
internal static class DatabaseChecks
{
    private const int WorstFailureShare = 20, FullConnections = 80, Backups = 20;
    private static readonly TimeSpan OldestBackup = TimeSpan.FromHours(24), MostSkew = TimeSpan.FromSeconds(2);

    public static async Task<Check> MigrationsAsync(CheckContext c)
    {
        var found = await SchemaState.FindAsync(c.Database.System, c.Run.Interrupted);
        var broken = await SchemaState.BrokenIndexesAsync(c.Database.System, c.Run.Interrupted);
        return found.Pending.Count > 0 ? Check.Fail("migrations", $"{found.Pending.Count} are pending, first {found.Pending[0]}", "look at ./outbound db migrate --dry-run, then ./outbound db migrate")
            : broken.Count > 0 ? Check.Fail("migrations", $"index {broken[0]} was not built to its end", "drop it, and build it again with the statement of ./outbound db script")
            : Check.Pass("migrations", $"all {SchemaState.Known.Count} are applied{(found.Newer.Count > 0 ? $", and {found.Newer.Count} newer ones" : "")}");
    }

    public static async Task<Check> RowSecurityAsync(CheckContext c)
    {
        var checks = await RowSecurityProof.RunAsync(c.Database.App, c.Run.Interrupted);
        return checks.FirstOrDefault(t => t.Faults.Count > 0) is { } bad
            ? Check.Fail("row-level-security", $"{bad.Table}: {string.Join("; ", bad.Faults)}", "see ./outbound db verify-rls, and start nothing on this database before it holds")
            : Check.Pass("row-level-security", $"it holds on all {checks.Count} tables");
    }

    public static Check Reversible()
    {
        var without = SchemaState.Known.Skip(1).Where(id => SqlStatements.Split(SchemaPlan.Down(id)).All(s => s.Contains("__EFMigrationsHistory", StringComparison.Ordinal) || s is "START TRANSACTION" or "COMMIT")).ToList();
        return without.Count > 0
            ? Check.Fail("migrations-reversible", $"{without[0]} has no way back", "write its Down")
            : Check.Pass("migrations-reversible", $"each of {SchemaState.Known.Count} has its way back; the tests go it on filled tables");
    }

    public static async Task<Check> BackupAsync(CheckContext c)
    {
        // A release makes one that is not verified: an older one of the same day may be.
        var backups = await DeploymentEvents.ListAsync(c.Database.System, DeploymentEventKind.Backup, Backups, c.Run.Interrupted);
        var young = backups.Where(b => c.Run.Clock.GetUtcNow() - b.At <= OldestBackup).ToList();
        const string ToDo = "./outbound db backup FILE --verify";
        return young.Find(b => BackupEvents.Read(b).Verified) is { } verified ? Check.Pass("backup", $"{verified.Name}, {verified.At:u}, verified")
            : young.Count > 0 ? Check.CannotTell("backup", $"{young[0].Name}, {young[0].At:u}, was not verified", ToDo)
            : backups.Count == 0 && await IsNewAsync(c) ? Check.CannotTell("backup", "there is none, and nothing was ever released to this database", ToDo)
            : Check.Fail("backup", backups.Count == 0 ? "there is none" : $"the last one, {backups[0].Name}, is {(c.Run.Clock.GetUtcNow() - backups[0].At).TotalHours:0} hours old", ToDo);
    }

    // The first release cannot have a backup: there was nothing to back up.
    private static async Task<bool> IsNewAsync(CheckContext c) =>
        await DeploymentEvents.LastAsync(c.Database.System, DeploymentEventKind.Release, name: null, c.Run.Interrupted) is null;

    public static async Task<Check> RolesAsync(CheckContext c)
    {
        await RoleCheck.VerifyAsync(c.Database.App, c.Run.Interrupted);
        return Check.Pass("roles", "the app's login is held by row-level security");
    }

    public static async Task<Check> WorkersAsync(CheckContext c)
    {
        var alive = await WorkerPresence.AliveAsync(c.Database.System, c.Run.Interrupted);
        var other = alive.Where(build => build != WorkerPresence.Build).ToList();
        return alive.Count == 0 ? Check.Fail("workers", "none is alive", "start one: ./outbound serve --roles worker")
            : other.Count > 0 ? Check.Fail("workers", $"{other.Count} of {alive.Count} are of another build, such as {other[0]}; this one is {WorkerPresence.Build}", "release on their hosts, or restart them")
            : Check.Pass("workers", $"{alive.Count} alive, all of {WorkerPresence.Build}");
    }

    public static async Task<Check> FailuresAsync(CheckContext c)
    {
        var figures = await SystemFigures.JobsAsync(c.Database.System, c.Run.Clock.GetUtcNow(), c.Run.Interrupted);
        var share = figures.Ended == 0 ? 0 : 100 * figures.Failed / figures.Ended;
        var found = $"{figures.Ended} jobs ended in 24 hours, {figures.Failed} of them failed, {figures.DeadLetters} as dead letters";
        return share > WorstFailureShare
            ? Check.Fail("failures", found, "see ./outbound jobs --status failed and --status dead_letter; retry them with ./outbound jobs retry JOB")
            : Check.Pass("failures", found);
    }

    public static async Task<Check> ConnectionsAsync(CheckContext c)
    {
        var (used, most) = await SystemFigures.ConnectionsAsync(c.Database.System, c.Run.Interrupted);
        var found = $"{used} of {most} connections of the server are used";
        return used * 100 > most * FullConnections ? Check.Fail("connections", found, "raise max_connections, or lower Host__Workers") : Check.Pass("connections", found);
    }

    public static async Task<Check> ClockAsync(CheckContext c)
    {
        var before = c.Run.Clock.GetUtcNow();
        var server = await SystemFigures.NowAsync(c.Database.System, c.Run.Interrupted);
        var after = c.Run.Clock.GetUtcNow();
        // Between the two of ours the server's is right, however long the way is.
        var skew = server < before ? before - server : server > after ? server - after : TimeSpan.Zero;
        return skew > MostSkew
            ? Check.Fail("clock", $"this machine and the database differ by {skew.TotalSeconds:0.0} s", "let both follow the same time server")
            : Check.Pass("clock", $"this machine and the database agree within {Math.Max(skew.TotalSeconds, (after - before).TotalSeconds):0.00} s");
    }
}
