using AdaptiveOutbound.Data.Jobs;
using AdaptiveOutbound.Data.Lanes;
using AdaptiveOutbound.Data.Records;
using Npgsql;

namespace AdaptiveOutbound.Data.Imports;

/// <summary>What an undo has done so far.</summary>
/// <param name="RecordsDeleted">Made by the import and not changed since.</param>
/// <param name="RecordsKept">Made by the import and changed since.</param>
/// <param name="FieldsRestored">Of records that were there before.</param>
internal sealed record UndoCounts(int RecordsDeleted = 0, int RecordsKept = 0, int FieldsRestored = 0);

/// <summary>One part of an import's file, to be taken back.</summary>
/// <param name="Keys">Of the part's lines.</param>
/// <param name="Lines">All records of the part, rejected ones too.</param>
/// <param name="SoFar">Before this batch.</param>
internal sealed record UndoBatch(Guid WorkspaceId, Guid JobId, Guid LaneId, Guid ImportJobId, RecordKind Kind, IReadOnlyList<RecordKeys> Keys,
    int Lines, int NextPart, bool Ends, UndoCounts SoFar);

/// <summary>
/// Takes back what an import did to the records that the lines of one part may mean. What it finds untouched by the import it
/// leaves, so that a second look at a record changes nothing.
/// </summary>
internal sealed class UndoStep(UndoBatch batch, TimeProvider clock, Func<UndoCounts, string> result) : IBatchStep
{
    private readonly RecordTable _table = new(batch.Kind);
    private readonly string _import = batch.ImportJobId.ToString();

    public async Task RunAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await _table.LockAsync(connection, batch.WorkspaceId, cancellationToken);
        var known = await _table.LoadAsync(connection, batch.WorkspaceId, SoughtKeys.WithEveryName(batch.Keys), forUpdate: true, cancellationToken);
        var made = known.Where(record => record.CreatedJobId == batch.ImportJobId).ToLookup(record => RecordUndo.IsOnlyOf(record, batch.ImportJobId));
        Guid[] gone = [.. made[true].Select(record => record.Id)];
        await _table.DeleteAsync(connection, gone, cancellationToken);
        var kept = await UndoRows.KeepAsync(connection, batch, [.. made[false]], cancellationToken);
        var restored = await RestoreAsync(connection, known, cancellationToken);
        var so = batch.SoFar;
        var counts = new UndoCounts(so.RecordsDeleted + gone.Length, so.RecordsKept + kept, so.FieldsRestored + restored);
        foreach (var command in new JobProgress(batch.JobId, batch.NextPart, batch.Lines, 0, batch.Ends, result(counts)).Commands())
            await ImportSql.ExecuteAsync(connection, command, cancellationToken);
    }

    /// <summary>Gives records that were there before the import their values back; returns how many fields.</summary>
    private async Task<int> RestoreAsync(NpgsqlConnection connection, List<KnownRecord> known, CancellationToken cancellationToken)
    {
        // A look at the text spares reading the provenance of records that the import did not change.
        List<KnownRecord> before = [.. known.Where(r => r.CreatedJobId != batch.ImportJobId && r.Provenance.Contains(_import, StringComparison.Ordinal))];
        List<RestoredRecord> restored = [.. before.Select(record => RecordUndo.Restore(batch.Kind, record, batch.ImportJobId, keepIdentity: false))];
        var renamed = restored.Zip(before).Where(pair => pair.First.Keys != pair.Second.Keys).Select(pair => pair.First).ToList();
        if (renamed.Count > 0)
        {
            var holders = await _table.LoadAsync(connection, batch.WorkspaceId, SoughtKeys.Of(renamed.Select(record => record.Keys)), forUpdate: false, cancellationToken);
            var taken = holders.ToLookup(record => record.Keys.Canonical, record => record.Id, StringComparer.Ordinal);
            for (var i = 0; i < before.Count; i++)
            {
                if (!MayBe(restored[i], taken))
                    restored[i] = RecordUndo.Restore(batch.Kind, before[i], batch.ImportJobId, keepIdentity: true);
            }
        }

        List<KnownRecord> changed = [.. restored.Where(r => r.Count > 0).Select(r => new KnownRecord(r.Id, r.Keys, r.Fields, r.Provenance))];
        await _table.WriteAsync(connection, batch.WorkspaceId, changed, clock.GetUtcNow(), cancellationToken);
        return restored.Sum(record => record.Count);
    }

    /// <summary>A record cannot be nobody, nor one that another record has become meanwhile.</summary>
    private static bool MayBe(RestoredRecord record, ILookup<string, Guid> taken) =>
        record.Keys != default && taken[record.Keys.Canonical].All(id => id == record.Id);
}
