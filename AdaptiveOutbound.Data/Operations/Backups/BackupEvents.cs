using System.Text.Json;
using Npgsql;

namespace AdaptiveOutbound.Data.Operations.Backups;

/// <summary>A backup as <c>deployment_events</c> keeps it.</summary>
/// <param name="File">Its name, without its folder.</param>
/// <param name="TakenAt">When its rows were read, by the database's clock.</param>
/// <param name="Verified">Whether it was restored where nobody saw it, and compared.</param>
internal sealed record BackupDetail(string File, string Sha256, long Bytes, long Rows, BackupFormat Format, DateTimeOffset TakenAt, bool Verified, DateTimeOffset? VerifiedAt);

/// <summary>Notes what was backed up in the database that was, and reads it again.</summary>
internal static class BackupEvents
{
    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Converters = { new System.Text.Json.Serialization.JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) },
    };

    /// <summary>What an event of kind <see cref="DeploymentEventKind.Backup"/> says.</summary>
    public static BackupDetail Read(DeploymentEvent backup) => JsonSerializer.Deserialize<BackupDetail>(backup.Detail, Json)!;

    /// <summary>Notes a backup; false where the database is too old to keep it.</summary>
    public static async Task<bool> AddAsync(NpgsqlConnection owner, BackupDetail detail, CancellationToken cancellationToken)
    {
        if (!await DeploymentEvents.AreKeptAsync(owner, cancellationToken)) return false;
        await DeploymentEvents.AddAsync(owner, DeploymentEventKind.Backup, detail.File, ProductVersion.Text, saidBy: null, JsonSerializer.Serialize(detail, Json), cancellationToken);
        return true;
    }

    /// <summary>Notes that a backup of this database was verified later, by a row of the time at which it was made; false where it is not known.</summary>
    public static async Task<bool> MarkVerifiedAsync(NpgsqlConnection owner, string sha256, DateTimeOffset at, CancellationToken cancellationToken) =>
        await DeploymentEvents.AreKeptAsync(owner, cancellationToken)
        && await owner.ExecuteAsync("""
            INSERT INTO outbound.deployment_events (kind, name, version, at, detail)
            SELECT kind, name, version, at, detail || jsonb_build_object('verified', true, 'verified_at', $2::timestamptz) FROM outbound.deployment_events
             WHERE kind = 'backup' AND detail ->> 'sha256' = $1 ORDER BY id DESC LIMIT 1
            """, cancellationToken, sha256, at.ToUniversalTime()) > 0;
}
