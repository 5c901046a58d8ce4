using Npgsql;

namespace AdaptiveOutbound.Data.Operations.Backups;

/// <summary>Writes each table as CSV, without what opens anything.</summary>
internal static class TableExport
{
    /// <summary>Columns that are left out: seals, hashes and secrets, by table.</summary>
    public static IReadOnlyDictionary<string, string[]> LeftOut { get; } = new Dictionary<string, string[]>(StringComparer.Ordinal)
    {
        ["api_tokens"] = ["hash"],
        ["invitations"] = ["hash"],
        ["user_passkeys"] = ["data"],
        ["user_tokens"] = ["value"],
        ["users"] = ["password_hash", "security_stamp", "concurrency_stamp"],
        ["workspace_data_keys"] = ["wrapped"],
        ["workspace_settings"] = ["sealed_keys"],
    };

    /// <summary>Writes a file a table into the folder, which is empty; all of one moment. Rows by table.</summary>
    public static async Task<IReadOnlyDictionary<string, long>> RunAsync(string ownerConnectionString, string folder, Action<string> progress, CancellationToken cancellationToken)
    {
        await using var connection = await OwnerWork.OpenAsync(ownerConnectionString, "nothing was exported", cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(System.Data.IsolationLevel.RepeatableRead, cancellationToken);
        await connection.ExecuteAsync("SET TRANSACTION READ ONLY", cancellationToken);
        var rows = new SortedDictionary<string, long>(StringComparer.Ordinal);
        foreach (var table in await TableShape.ReadAsync(connection, cancellationToken))
        {
            if (table.IsLarge) progress($"Writing {table.Name}.csv.");
            var columns = TableShape.List(table.Columns.Except(LeftOut.GetValueOrDefault(table.Name) ?? []));
            await using var file = new FileStream(Path.Combine(folder, table.Name + ".csv"), BackupWriter.Private(FileMode.CreateNew));
            await TextCopy.FromAsync(connection, $"COPY (SELECT {columns} FROM {table.Sql}) TO STDOUT (FORMAT csv, HEADER, ENCODING 'UTF8')", file, cancellationToken);
            rows[table.Name] = (await connection.QueryAsync($"SELECT count(*) FROM {table.Sql}", r => r.GetInt64(0), cancellationToken))[0];
        }

        return rows;
    }
}
