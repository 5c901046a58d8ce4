using Npgsql;

namespace AdaptiveOutbound.Data.Operations;

/// <summary>Reads whose database this is.</summary>
internal static class DeploymentMark
{
    /// <summary>The environment that the database belongs to; null when it is not marked yet.</summary>
    public static async Task<string?> ReadAsync(NpgsqlDataSource source, CancellationToken cancellationToken)
    {
        var rows = await source.QueryAsync("SELECT environment FROM outbound.deployment WHERE id = 1", r => r.GetString(0), cancellationToken);
        return rows.Count == 0 ? null : rows[0];
    }
}
