using Npgsql;

namespace AdaptiveOutbound.Data.Operations.Schema;

/// <summary>
/// Runs one migration, forward or back, beside a living installation: it waits for locks in short turns, so that what comes after it in the
/// queue of a lock is not held up, and says what is the case when it does not go through.
/// </summary>
internal static class MigrationStep
{
    private const int LockSeconds = 3, Turns = 10;
    private static readonly TimeSpan BetweenTurns = TimeSpan.FromSeconds(2);

    /// <param name="target">The migration that shall be the last one.</param>
    /// <param name="subject">The migration that is applied or undone.</param>
    /// <param name="done">Those before it, for the message.</param>
    /// <exception cref="DatabaseUnavailableException">Nothing of it was done.</exception>
    public static async Task RunAsync(string owner, string target, string subject, IReadOnlyList<string> done, TimeProvider clock, CancellationToken cancellationToken)
    {
        for (var turn = 1; ; turn++)
        {
            try
            {
                await SchemaState.MigrateAsync(owner, target, LockSeconds, cancellationToken);
                return;
            }
            catch (Exception e) when (turn < Turns && (IsLocked(e) || DatabaseTrouble.IsDeadlock(e)))
            {
                await Task.Delay(BetweenTurns, clock, cancellationToken);
            }
            catch (Exception e) when (!cancellationToken.IsCancellationRequested && DatabaseTrouble.Sentence(e) is not null)
            {
                throw new DatabaseUnavailableException($"{await ReasonAsync(owner, subject, e, cancellationToken)} Nothing of {subject} was done; {Before(done, string.CompareOrdinal(target, subject) < 0 ? "undone" : "done")}.", e);
            }
        }
    }

    private static string Before(IReadOnlyList<string> done, string how) => done.Count == 0 ? "the database is as it was" : $"{string.Join(", ", done)} stay{(done.Count == 1 ? "s" : "")} {how}";

    private static async Task<string> ReasonAsync(string owner, string subject, Exception e, CancellationToken cancellationToken)
    {
        if (IsLocked(e))
            return $"{subject} needs a lock that others hold{await LongestAsync(owner, cancellationToken)}: let them end, or end them with pg_terminate_backend, and run the command again.";
        return DatabaseTrouble.StateOf(e) is "42P07" or "42P06" or "42701" or "42710" or "42723" or "42P01" or "42703" or "42704" or "42883"
            ? $"{subject} does not fit the tables that are there ({DatabaseTrouble.Text(e)}): it was applied in part, or the tables were changed by hand. Compare them with ./outbound db script, or restore a backup with ./outbound db restore FILE."
            : $"{subject} was refused. {DatabaseTrouble.Sentence(e)}";
    }

    private static async Task<string> LongestAsync(string owner, CancellationToken cancellationToken)
    {
        await using var source = NpgsqlDataSource.Create(OwnerSession.AsGroup(owner));
        var found = await source.QueryAsync("""
            SELECT pid || ' (' || coalesce(nullif(application_name, ''), 'unnamed') || ')' FROM pg_stat_activity
             WHERE datname = current_database() AND pid <> pg_backend_pid() AND pid IN (SELECT pid FROM pg_locks WHERE granted AND relation IS NOT NULL)
             ORDER BY xact_start NULLS LAST LIMIT 3
            """, r => r.GetString(0), cancellationToken);
        return found.Count == 0 ? "" : $", such as the process {string.Join(", ", found)}";
    }

    private static bool IsLocked(Exception e) => DatabaseTrouble.StateOf(e) == PostgresErrorCodes.LockNotAvailable;
}
