using Microsoft.EntityFrameworkCore.Migrations;

namespace AdaptiveOutbound.Data.Operations.Schema;

/// <summary>The migrations as one file of SQL.</summary>
internal static class SchemaScript
{
    /// <summary>All of them; each does nothing where it was applied.</summary>
    public static string Ours()
    {
        using var context = new OutboundContext(OutboundContextOptions.For("Host=unused"));
        return SchemaState.Migrator(context).GenerateScript(options: MigrationsSqlGenerationOptions.Idempotent);
    }
}
