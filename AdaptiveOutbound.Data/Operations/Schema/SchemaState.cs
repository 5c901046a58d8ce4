using System.Reflection;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql;

namespace AdaptiveOutbound.Data.Operations.Schema;

/// <summary>Which migrations a database has, beside those that this build holds.</summary>
/// <param name="Applied">Those that it has, in order.</param>
/// <param name="Pending">Those of this build that it lacks.</param>
/// <param name="Newer">Those that it has and this build does not know: a newer build migrated it.</param>
internal sealed record SchemaFound(IReadOnlyList<string> Applied, IReadOnlyList<string> Pending, IReadOnlyList<string> Newer);

/// <summary>Which migrations this build holds and which ones a database has.</summary>
internal static class SchemaState
{
    private static readonly IReadOnlyDictionary<string, Type> Types = typeof(OutboundContext).Assembly.GetTypes()
        .Select(t => (Type: t, t.GetCustomAttribute<MigrationAttribute>()?.Id)).Where(x => x.Id is not null).ToDictionary(x => x.Id!, x => x.Type, StringComparer.Ordinal);

    /// <summary>Ids of the migrations in this build, in order.</summary>
    public static IReadOnlyList<string> Known { get; } = [.. Types.Keys.Order(StringComparer.Ordinal)];

    /// <summary>The migration's class.</summary>
    public static Type TypeOf(string id) => Types[id];

    /// <summary>The migration before this one; <c>0</c>, which is EF's name for an empty database, before the first.</summary>
    public static string Before(string id) => Known.TakeWhile(known => known != id).LastOrDefault(Migration.InitialDatabase);

    /// <summary>Ids that the database lacks. Asks with one plain statement: building the model would cost every start half a second.</summary>
    public static async Task<IReadOnlyList<string>> PendingAsync(NpgsqlDataSource source, CancellationToken cancellationToken) =>
        (await FindAsync(source, cancellationToken)).Pending;

    /// <summary>What the database has and lacks.</summary>
    public static async Task<SchemaFound> FindAsync(NpgsqlDataSource source, CancellationToken cancellationToken)
    {
        // A login without the right to see the schema is told null by to_regclass as well: for it, all are pending.
        var exists = await source.QueryAsync("SELECT to_regclass('outbound.\"__EFMigrationsHistory\"') IS NOT NULL", r => r.GetBoolean(0), cancellationToken);
        if (!exists[0])
            return new SchemaFound([], Known, []);
        var applied = await source.QueryAsync("SELECT migration_id FROM outbound.\"__EFMigrationsHistory\" ORDER BY migration_id COLLATE \"C\"", r => r.GetString(0), cancellationToken);
        return new SchemaFound(applied, [.. Known.Except(applied, StringComparer.Ordinal)], [.. applied.Except(Known, StringComparer.Ordinal)]);
    }

    /// <summary>Indexes that were not built to their end, as of a CREATE INDEX CONCURRENTLY that was broken off.</summary>
    public static Task<List<string>> BrokenIndexesAsync(NpgsqlDataSource source, CancellationToken cancellationToken) => source.QueryAsync(
        "SELECT i.indexrelid::regclass::text FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_namespace n ON n.oid = c.relnamespace WHERE NOT i.indisvalid AND n.nspname = 'outbound' ORDER BY 1",
        r => r.GetString(0), cancellationToken);

    /// <summary>Applies or undoes migrations until this one is the last. The connection is the owner's, acting as the group role.</summary>
    /// <param name="lockTimeout">Seconds after which a statement that waits for a lock gives up: those that wait behind it would wait too.</param>
    public static async Task MigrateAsync(string ownerConnectionString, string? target, int lockTimeout, CancellationToken cancellationToken)
    {
        var connection = new NpgsqlConnectionStringBuilder(OwnerSession.AsGroup(ownerConnectionString)) { CommandTimeout = 0 };
        connection.Options += $" -c lock_timeout={lockTimeout}s";
        await using var context = new OutboundContext(OutboundContextOptions.For(connection.ConnectionString));
        await Migrator(context).MigrateAsync(target, cancellationToken);
    }

    public static IMigrator Migrator(OutboundContext context) => (IMigrator)((IInfrastructure<IServiceProvider>)context).Instance.GetService(typeof(IMigrator))!;
}
