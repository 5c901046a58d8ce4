using System.Globalization;
using AdaptiveOutbound.Data.Records;
using AdaptiveOutbound.Data.Workspaces;

namespace AdaptiveOutbound.Data.Jobs;

/// <summary>Makes the items of jobs whose records a filter chooses, without the ids leaving the database.</summary>
internal static class SelectedItems
{
    // A million items take about a quarter of a minute.
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);

    /// <summary>Adds what fills the jobs that have a selection, and names their lanes.</summary>
    public static void AddTo(WorkspaceBatch batch, Guid workspaceId, IReadOnlyList<NewJob> jobs)
    {
        foreach (var job in jobs)
        {
            if (job.Selection is not { } selection)
                continue;
            batch.TakesAtMost(Limit).Add(Fill(selection), workspaceId, selection.Filter.Search, Guid.CreateVersion7().ToString(), job.Id, job.LaneId, job.Priority, job.ScheduledFor?.ToUniversalTime());
            if (job.ScheduledFor is null)
                batch.Add("SELECT pg_notify($1, $2)", JobWriter.LaneChannel, job.LaneId.ToString());
        }
    }

    // Where not all are taken, the oldest answers are. Sorting reads all that match, which a job of all would read too.
    private static string Order(RecordSelection selection) => selection.Most is null ? "r.id" : $"{RecordFilterSql.AnsweredAt} NULLS FIRST, r.id";

    private static string Most(RecordSelection selection) =>
        selection.Most is { } most ? string.Create(CultureInfo.InvariantCulture, $" ORDER BY {Order(selection)} LIMIT {most}") : "";

    // $3 an id of this moment: the items' ids are it with their number in the last twelve digits, so that a lane takes them in order
    // and after what was written before. A job whose records are all gone by now has ended.
    private static string Fill(RecordSelection selection) => $"""
        WITH ins AS (
            INSERT INTO outbound.job_items (id, workspace_id, job_id, lane_id, record_id, state, rank, due_at, attempts, rescues, credits)
            SELECT (left($3, 24) || lpad(to_hex(row_number() OVER (ORDER BY {Order(selection)})), 12, '0'))::uuid, $1, $4, $5, r.id,
                   CASE WHEN $7::timestamptz IS NULL THEN 0 ELSE 3 END, 10 - $6::smallint, $7::timestamptz, 0, 0, 0
              FROM {RecordTable.NameOf(selection.Kind)} r WHERE {RecordFilterSql.Where(selection.Kind, selection.Filter)}{Most(selection)}
            RETURNING 1),
        n AS (SELECT count(*)::int n FROM ins)
        UPDATE outbound.jobs j SET total = n.n, open_items = n.n, status = CASE n.n WHEN 0 THEN 'completed' ELSE j.status END, completed_at = CASE n.n WHEN 0 THEN now() END
          FROM n WHERE j.id = $4
        """;
}
