using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql;

namespace AdaptiveOutbound.Data;

/// <summary>The one way to configure <see cref="OutboundContext"/>.</summary>
public static class OutboundContextOptions
{
    /// <summary>Options for a connection string: snake_case names, migrations history in our schema.</summary>
    public static DbContextOptions<OutboundContext> For(string connectionString) =>
        new DbContextOptionsBuilder<OutboundContext>()
            .UseNpgsql(connectionString, o => o.MigrationsHistoryTable(HistoryRepository.DefaultTableName, OutboundContext.Schema))
            .UseSnakeCaseNamingConvention()
            .Options;

    /// <summary>The same on a pool.</summary>
    public static void Configure(DbContextOptionsBuilder options, NpgsqlDataSource source) =>
        options.UseNpgsql(source, o => o.MigrationsHistoryTable(HistoryRepository.DefaultTableName, OutboundContext.Schema)).UseSnakeCaseNamingConvention();
}
