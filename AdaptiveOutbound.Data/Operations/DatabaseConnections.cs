using Npgsql;

namespace AdaptiveOutbound.Data.Operations;

/// <summary>The connection strings of the three roles.</summary>
/// <param name="App">Web and chunk code: filtered by row-level security.</param>
/// <param name="System">Dispatcher and Hangfire. Both must use this very string: Npgsql joins a transaction only on one byte-identical string.</param>
/// <param name="Owner">Migrations and other <c>db</c> verbs; null when a server of one's own is used without it.</param>
internal sealed record DatabaseConnections(string App, string System, string? Owner)
{
    /// <summary>The superuser of an embedded cluster, to its database <c>postgres</c>; null on a server of one's own.</summary>
    public string? Administrator { get; init; }

    /// <summary>Owner's string, or an error that names the missing setting.</summary>
    public string RequireOwner() => Owner
        ?? throw new DatabaseUnavailableException("This needs the owner of the database: set ConnectionStrings__OutboundOwner.");

    /// <summary>The connection strings that are set, or null when none is: then the embedded cluster is used.</summary>
    /// <exception cref="DatabaseUnavailableException">One is missing or cannot be read; the message names its setting.</exception>
    public static DatabaseConnections? FromSettings(DatabaseOptions options)
    {
        if (string.IsNullOrWhiteSpace(options.Outbound))
        {
            var stray = !string.IsNullOrWhiteSpace(options.OutboundSystem) ? "OutboundSystem"
                : !string.IsNullOrWhiteSpace(options.OutboundOwner) ? "OutboundOwner" : null;
            return stray is null ? null : throw Missing("Outbound", stray);
        }

        if (string.IsNullOrWhiteSpace(options.OutboundSystem)) throw Missing("OutboundSystem", "Outbound");

        return new DatabaseConnections(
            Complete(options.Outbound, "Outbound", "outbound-app"),
            Complete(options.OutboundSystem, "OutboundSystem", "outbound-system"),
            string.IsNullOrWhiteSpace(options.OutboundOwner) ? null : Complete(options.OutboundOwner, "OutboundOwner", "outbound-owner"));
    }

    /// <summary>Adds what the product needs and its user has not set. No reset on close: what a transaction sets is local to it.</summary>
    public static string Complete(string text, string setting, string applicationName)
    {
        try
        {
            var builder = new NpgsqlConnectionStringBuilder(text);
            var given = builder.Keys.Cast<string>().ToHashSet(StringComparer.OrdinalIgnoreCase);
            if (!given.Contains("Maximum Pool Size")) builder.MaxPoolSize = 60;
            if (!given.Contains("Max Auto Prepare")) builder.MaxAutoPrepare = 100;
            if (!given.Contains("Auto Prepare Min Usages")) builder.AutoPrepareMinUsages = 2;
            if (!given.Contains("No Reset On Close")) builder.NoResetOnClose = true;
            if (!given.Contains("Application Name")) builder.ApplicationName = applicationName;
            // Short statements with large estimates would be compiled over and over.
            if (!given.Contains("Options")) builder.Options = "-c jit=off";
            return builder.ConnectionString;
        }
        catch (Exception e) when (e is ArgumentException or FormatException or InvalidCastException)
        {
            // The text may hold a password: it is not repeated, and neither is what the parser says of it.
            throw new DatabaseUnavailableException(
                $"ConnectionStrings__{setting} cannot be read: write it like Host=db.example.com;Database=outbound;Username=…;Password=….");
        }
    }

    private static DatabaseUnavailableException Missing(string missing, string given) =>
        new($"ConnectionStrings__{missing} is not set though ConnectionStrings__{given} is: set ConnectionStrings__Outbound and ConnectionStrings__OutboundSystem, or none for the embedded database.");
}
