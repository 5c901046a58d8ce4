using Microsoft.EntityFrameworkCore.Migrations;

namespace AdaptiveOutbound.Data.Migrations;

/// <summary>Runs the SQL that stands beside a migration as an embedded file.</summary>
internal static class MigrationSql
{
    public static void Run(this MigrationBuilder migration, string file)
    {
        using var stream = typeof(MigrationSql).Assembly.GetManifestResourceStream(file)
            ?? throw new InvalidOperationException($"The migration's file {file} is not in the build.");
        using var reader = new StreamReader(stream);
        migration.Sql(reader.ReadToEnd());
    }
}
