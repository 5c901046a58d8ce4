using System.Text.Json;
using System.Text.Json.Serialization;

namespace AdaptiveOutbound.Data.Operations.Backups;

/// <summary>How the rows stand in an archive.</summary>
internal enum BackupFormat
{
    /// <summary>As pg_dump's custom format, which PostgreSQL's own tools read too.</summary>
    PgDump,

    /// <summary>As what COPY gives, one entry a table: needs no tool.</summary>
    Copy,
}

/// <summary>One table of a backup.</summary>
/// <param name="Columns">Those that hold data, in the table's order; generated ones are left out.</param>
/// <param name="Checksum">Sum over the hashes of its rows, whatever their order.</param>
/// <param name="Sha256">Of its entry in the archive; null where all rows are in one dump.</param>
internal sealed record TableContent(string Name, IReadOnlyList<string> Columns, long Rows, string Checksum, string? Sha256 = null);

/// <summary>What an archive says of itself.</summary>
internal sealed record BackupManifest
{
    /// <summary>Rises when an older build could not read the archive.</summary>
    public const int CurrentVersion = 1;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        NumberHandling = JsonNumberHandling.Strict,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false) },
    };

    public required int FormatVersion { get; init; }

    /// <summary>Version of the program that wrote it.</summary>
    public required string Product { get; init; }

    /// <summary>Whose data it is.</summary>
    public required string Environment { get; init; }

    public required string Database { get; init; }

    /// <summary>By the database's clock: all rows are as they were at this moment.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>Migrations that the database had, in order.</summary>
    public required IReadOnlyList<string> Migrations { get; init; }

    /// <summary>Version of the PostgreSQL server.</summary>
    public required string Server { get; init; }

    public required BackupFormat Format { get; init; }

    /// <summary>Major version of the pg_dump that wrote the dump: pg_restore must not be older. 0 without one.</summary>
    public int Tool { get; init; }

    /// <summary>Of the dump; null where each table has its own.</summary>
    public string? DumpSha256 { get; init; }

    /// <summary>Partitions of the logs, as <c>2026_11</c>.</summary>
    public required IReadOnlyList<string> LogMonths { get; init; }

    public required IReadOnlyList<TableContent> Tables { get; init; }

    /// <summary>Rows of all tables.</summary>
    [JsonIgnore]
    public long Rows => Tables.Sum(t => t.Rows);

    public byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(this, Json);

    public static BackupManifest? Read(byte[] json) => JsonSerializer.Deserialize<BackupManifest>(json, Json);
}
