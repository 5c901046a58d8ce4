using AdaptiveOutbound.Data.Audit;
using AdaptiveOutbound.Data.Imports;
using AdaptiveOutbound.Data.Lanes;
using AdaptiveOutbound.Data.Workspaces;
using Npgsql;

namespace AdaptiveOutbound.Data.Records;

/// <summary>What became of one input.</summary>
/// <param name="Id">The record; null when the input is ambiguous.</param>
/// <param name="AmbiguousField">The field that points at another record; null when the record is clear.</param>
internal sealed record MergedInput(Guid? Id, bool IsNew, bool Changed, string? AmbiguousField);

/// <summary>A change of one record by hand.</summary>
/// <param name="Fields">Normalised values by field; an empty one clears it.</param>
/// <param name="EmailKey">The lower-cased address when the e-mail is among them.</param>
/// <param name="Line">What the audit log says of it when it changes something.</param>
internal sealed record RecordEdit(IReadOnlyDictionary<string, string> Fields, string? EmailKey, AuditLine Line);

/// <summary>What became of a change by hand. Nothing is set when the workspace has no such record.</summary>
/// <param name="OtherId">Another record that is what this one would become.</param>
/// <param name="LosesIdentity">Nothing would identify the record any more.</param>
internal sealed record EditedRecord(StoredRecord? Record = null, Guid? OtherId = null, bool LosesIdentity = false);

/// <summary>Writes records outside imports by the imports' rules: whom an input means, and whose value wins.</summary>
internal sealed class RecordWriter(NpgsqlDataSource app, TimeProvider clock)
{
    /// <summary>Merges inputs in their order, in one transaction.</summary>
    /// <param name="line">Given the records that were made or changed, what the audit log says; not asked when there are none.</param>
    /// <param name="remember">Given what became of them, says what commits with it, such as the answer that an idempotency key gives again.</param>
    public async Task<IReadOnlyList<MergedInput>> MergeAsync(Guid workspaceId, RecordKind kind, IReadOnlyList<RecordInput> inputs, Origin origin,
        Func<IReadOnlyList<Guid>, AuditLine> line, Func<IReadOnlyList<MergedInput>, IBatchEffect?> remember, CancellationToken cancellationToken)
    {
        await using var transaction = await WorkspaceTransaction.OpenAsync(app, workspaceId, cancellationToken);
        var (connection, table) = (transaction.Connection, new RecordTable(kind));
        await table.LockAsync(connection, workspaceId, cancellationToken);
        var index = new RecordIndex(await table.LoadAsync(connection, workspaceId, SoughtKeys.Of(inputs.Select(input => input.Keys)), forUpdate: true, cancellationToken));
        Dictionary<Guid, KnownRecord> touched = [];
        List<MergedInput> merged = [.. inputs.Select(input => Merge(index, input, origin, touched))];
        KnownRecord[] written = [.. touched.Values.Where(record => record.Changed || record.IsNew)];
        await table.WriteAsync(connection, workspaceId, written, clock.GetUtcNow(), cancellationToken);
        if (written.Length > 0)
        {
            await transaction.AuditAsync(workspaceId, line([.. written.Select(record => record.Id)]), cancellationToken);
            await ChangedRecords.NoteAsync(connection, workspaceId, kind, [.. written.Select(record => record.Id)], cancellationToken);
        }

        if (remember(merged) is { } more)
        {
            await using var batch = WorkspaceBatch.Within(transaction);
            await batch.Add(more.Commands()).ExecuteAsync(cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
        return merged;
    }

    /// <summary>Changes a record by hand, which wins over everything else.</summary>
    public async Task<EditedRecord> EditAsync(Guid workspaceId, RecordKind kind, Guid id, RecordEdit edit, CancellationToken cancellationToken)
    {
        await using var transaction = await WorkspaceTransaction.OpenAsync(app, workspaceId, cancellationToken);
        var (connection, table) = (transaction.Connection, new RecordTable(kind));
        await table.LockAsync(connection, workspaceId, cancellationToken);
        if (await table.FindAsync(connection, workspaceId, id, cancellationToken) is not { } record)
            return new();
        var now = clock.GetUtcNow();
        var merged = RecordMerge.Apply(record.Fields, record.Provenance, edit.Fields, Origin.Edited(now));
        var keys = Keys(kind, record.Keys, edit, RecordJson.ReadFields(merged.FieldsJson));
        if (keys == default)
            return new(LosesIdentity: true);
        if (keys != record.Keys)
        {
            var others = await table.LoadAsync(connection, workspaceId, SoughtKeys.Of([keys]), forUpdate: false, cancellationToken);
            if (others.Find(other => other.Id != id && other.Keys.Canonical == keys.Canonical) is { } twin)
                return new(OtherId: twin.Id);
        }

        (record.Fields, record.Provenance, record.Keys) = (merged.FieldsJson, merged.ProvenanceJson, keys);
        if (merged.Changed)
        {
            await table.WriteAsync(connection, workspaceId, [record], now, cancellationToken);
            await transaction.AuditAsync(workspaceId, edit.Line, cancellationToken);
            await ChangedRecords.NoteAsync(connection, workspaceId, kind, [id], cancellationToken);
        }

        var rows = await connection.QueryAsync($"SELECT created_at, updated_at, answered_at, matched FROM {RecordTable.NameOf(kind)} WHERE id = $1",
            r => (CreatedAt: r.GetFieldValue<DateTimeOffset>(0), UpdatedAt: r.GetFieldValue<DateTimeOffset>(1), AnsweredAt: r.Nullable<DateTimeOffset>(2), Matched: r.Nullable<bool>(3)), cancellationToken, id);
        await transaction.CommitAsync(cancellationToken);
        return new(new StoredRecord(id, record.Fields, record.Provenance, rows[0].CreatedAt, rows[0].UpdatedAt, record.EnrichedAt, rows[0].AnsweredAt, rows[0].Matched));
    }

    private static MergedInput Merge(RecordIndex index, RecordInput input, Origin origin, Dictionary<Guid, KnownRecord> touched)
    {
        var (record, ambiguous) = index.Find(input.Keys);
        if (ambiguous is not null)
            return new(null, false, false, ambiguous);
        var isNew = record is null;
        if (record is null)
            index.Add(record = new KnownRecord(Guid.CreateVersion7(), input.Keys, "{}", "{}") { IsNew = true });
        var merged = RecordMerge.Apply(record.Fields, record.Provenance, input.Fields, origin);
        (record.Fields, record.Provenance) = (merged.FieldsJson, merged.ProvenanceJson);
        var keys = ImportMerge.Renamed(record, input);
        var changed = merged.Changed || keys != record.Keys;
        record.Changed |= merged.Changed;
        index.Rename(record, keys);
        touched[record.Id] = record;
        return new(record.Id, isNew, changed, null);
    }

    /// <summary>Only what the person changed moves a key: a domain that enrichment wrote identifies nobody.</summary>
    private static RecordKeys Keys(RecordKind kind, RecordKeys keys, RecordEdit edit, Dictionary<string, string> fields)
    {
        if (edit.Fields.TryGetValue("linkedin_url", out var page))
            keys = keys with { Slug = page.Length > 0 ? page : null };
        if (kind == RecordKind.Account)
            return edit.Fields.TryGetValue("domain", out var domain) ? keys with { Primary = domain.Length > 0 ? domain : null } : keys;
        if (edit.Fields.ContainsKey("email"))
            keys = keys with { Primary = edit.EmailKey };
        return edit.Fields.ContainsKey("first_name") || edit.Fields.ContainsKey("last_name") || edit.Fields.ContainsKey("domain")
            ? keys with { NameKey = RecordKeys.NameKeyOf(fields.GetValueOrDefault("first_name"), fields.GetValueOrDefault("last_name"), fields.GetValueOrDefault("domain")) }
            : keys;
    }
}
