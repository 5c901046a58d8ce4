using System.Globalization;

namespace AdaptiveOutbound.Data.Operations.Backups;

/// <summary>Whether a manifest can be one that this product wrote. Its checksum says only that it is whole: who forges it forges that too.</summary>
internal static class ManifestShape
{
    /// <summary>How months stand in <see cref="BackupManifest.LogMonths"/>.</summary>
    public const string Month = "yyyy_MM";

    private const int LongestText = 1000, MostTables = 1000;
    private const long MostRows = 1_000_000_000_000_000;

    /// <summary>What of it cannot be; null when all of it can.</summary>
    public static string? FaultOf(BackupManifest manifest)
    {
        if (manifest.FormatVersion < 1) return "there is no such format";
        if (!AreTexts([manifest.Product, manifest.Environment, manifest.Database, manifest.Server])) return "it does not say what it is a backup of";
        if (!AreTexts(manifest.Migrations)) return "its list of migrations is none";
        if (manifest.LogMonths is null || !manifest.LogMonths.All(IsMonth)) return "its list of months is none";
        return manifest.Tables is { Count: <= MostTables } tables && tables.All(IsTable) ? null : "its list of tables is none";
    }

    /// <summary>The first day of a month of <see cref="BackupManifest.LogMonths"/>.</summary>
    public static DateOnly FirstDay(string month) => DateOnly.ParseExact(month, Month, CultureInfo.InvariantCulture);

    private static bool IsTable(TableContent? table) =>
        table is { Rows: >= 0 and <= MostRows } && AreTexts([table.Name, table.Checksum]) && AreTexts(table.Columns);

    // The month after it is needed too.
    private static bool IsMonth(string? month) => DateOnly.TryParseExact(month, Month, CultureInfo.InvariantCulture, DateTimeStyles.None, out var first) && first.Year < DateOnly.MaxValue.Year;

    // They are shown to people, whose terminal must not obey them.
    private static bool AreTexts(IReadOnlyList<string?>? texts) =>
        texts is not null && texts.All(text => text is { Length: <= LongestText } && !string.IsNullOrWhiteSpace(text) && !text.Any(char.IsControl));
}
