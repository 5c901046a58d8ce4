using Npgsql;

namespace AdaptiveOutbound.Data.Operations;

/// <summary>Writes and reads <see cref="DeploymentEvent"/>s.</summary>
internal static class DeploymentEvents
{
    private const string Columns = "id, kind, name, version, said_by, at, detail::text";

    /// <summary>Whether the database has their table: a new release meets databases that are older than it.</summary>
    public static async Task<bool> AreKeptAsync(NpgsqlConnection connection, CancellationToken cancellationToken) =>
        (await connection.QueryAsync("SELECT to_regclass('outbound.deployment_events') IS NOT NULL", r => r.GetBoolean(0), cancellationToken))[0];

    /// <summary>Adds one. The connection is the owner's or the system role's.</summary>
    /// <param name="detail">JSON object.</param>
    public static async Task AddAsync(
        NpgsqlConnection connection, string kind, string name, string? version, string? saidBy, string detail, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("INSERT INTO outbound.deployment_events (kind, name, version, said_by, detail) VALUES ($1, $2, $3, $4, $5)", connection)
        {
            Parameters =
            {
                new() { Value = kind }, new() { Value = name }, new() { Value = (object?)version ?? DBNull.Value }, new() { Value = (object?)saidBy ?? DBNull.Value },
                new() { Value = detail, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Jsonb },
            },
        };
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>The latest of a kind, and of a name when one is given; null when there is none.</summary>
    public static async Task<DeploymentEvent?> LastAsync(NpgsqlDataSource source, string kind, string? name, CancellationToken cancellationToken) => (await source.QueryAsync(
        $"SELECT {Columns} FROM outbound.deployment_events WHERE kind = $1 AND ($2::text IS NULL OR name = $2) ORDER BY at DESC, id DESC LIMIT 1",
        Row, cancellationToken, kind, name)).FirstOrDefault();

    /// <summary>The latest ones of a kind, the last one first.</summary>
    public static async Task<IReadOnlyList<DeploymentEvent>> ListAsync(NpgsqlDataSource source, string kind, int most, CancellationToken cancellationToken) => await source.QueryAsync(
        $"SELECT {Columns} FROM outbound.deployment_events WHERE kind = $1 ORDER BY at DESC, id DESC LIMIT $2", Row, cancellationToken, kind, most);

    private static DeploymentEvent Row(NpgsqlDataReader r) => new()
    {
        Id = r.GetInt64(0), Kind = r.GetString(1), Name = r.GetString(2), Version = r.IsDBNull(3) ? null : r.GetString(3),
        SaidBy = r.IsDBNull(4) ? null : r.GetString(4), At = r.GetFieldValue<DateTimeOffset>(5), Detail = r.GetString(6),
    };
}
