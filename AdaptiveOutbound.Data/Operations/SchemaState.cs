using System.Reflection;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql;

namespace AdaptiveOutbound.Data.Operations;

/// <summary>Which migrations this build holds and which ones a database has.</summary>
internal static class SchemaState
{
    /// <summary>Ids of the migrations in this build, in order.</summary>
    public static IReadOnlyList<string> Known { get; } = [.. typeof(OutboundContext).Assembly.GetTypes()
        .Select(t => t.GetCustomAttribute<MigrationAttribute>()?.Id).OfType<string>().Order(StringComparer.Ordinal)];

    /// <summary>Ids that the database lacks. Asks with one plain statement: building the model would cost every start half a second.</summary>
    public static async Task<IReadOnlyList<string>> PendingAsync(NpgsqlDataSource source, CancellationToken cancellationToken)
    {
        // A login without the right to see the schema is told null by to_regclass as well: for it, all are pending.
        var exists = await source.QueryAsync("SELECT to_regclass('outbound.\"__EFMigrationsHistory\"') IS NOT NULL", r => r.GetBoolean(0), cancellationToken);
        if (!exists[0])
            return Known;
        var applied = await source.QueryAsync("SELECT migration_id FROM outbound.\"__EFMigrationsHistory\"", r => r.GetString(0), cancellationToken);
        return [.. Known.Except(applied, StringComparer.Ordinal)];
    }

    /// <summary>Applies what is pending. The connection is the owner's, acting as the group role.</summary>
    public static async Task MigrateAsync(string ownerConnectionString, string? target, CancellationToken cancellationToken)
    {
        await using var context = new OutboundContext(OutboundContextOptions.For(OwnerSession.AsGroup(ownerConnectionString)));
        var migrator = (IMigrator)((Microsoft.EntityFrameworkCore.Infrastructure.IInfrastructure<IServiceProvider>)context).Instance.GetService(typeof(IMigrator))!;
        await migrator.MigrateAsync(target, cancellationToken);
    }

    /// <summary>The SQL of all migrations, for administrators who run it themselves.</summary>
    public static string Script()
    {
        using var context = new OutboundContext(OutboundContextOptions.For("Host=unused"));
        var migrator = (IMigrator)((Microsoft.EntityFrameworkCore.Infrastructure.IInfrastructure<IServiceProvider>)context).Instance.GetService(typeof(IMigrator))!;
        return migrator.GenerateScript(options: MigrationsSqlGenerationOptions.Default);
    }
}
