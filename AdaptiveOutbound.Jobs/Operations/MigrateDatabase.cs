using AdaptiveOutbound.Data.Operations;
using AdaptiveOutbound.Data.Operations.Schema;
using Hangfire.PostgreSql;

namespace AdaptiveOutbound.Jobs.Operations;

/// <summary>Brings schema <c>outbound</c> and Hangfire's schema up to this build. Safe to run from several processes at once.</summary>
internal static class MigrateDatabase
{
    /// <summary>Hangfire's schema, as this build's Hangfire installs it.</summary>
    public static LibrarySchema Hangfire { get; } = new(HangfireSetup.Schema, HangfireSchema.Version, connection => PostgreSqlObjectsInstaller.Install(connection, HangfireSetup.Schema));

    /// <summary>Applies what is pending; returns the ids of the migrations it applied.</summary>
    /// <exception cref="DatabaseUnavailableException">It was not, or not wholly, done; the message says how far and what to do.</exception>
    public static Task<IReadOnlyList<string>> ExecuteAsync(DatabaseConnections connections, string environment, TimeProvider clock, CancellationToken cancellationToken) =>
        MigrateSchema.ExecuteAsync(connections, environment, Hangfire, clock, cancellationToken);

    /// <summary>
    /// All of it as SQL that may be repeated, for people who run SQL by hand as the owner. One transaction: psql goes on after an error,
    /// and would else leave a gap between migrations, or tables that are not the group's.
    /// </summary>
    /// <param name="environment">Whose database it becomes.</param>
    public static string Script(string environment) => $"""
        -- AdaptiveOutbound {ProductVersion.Text}: everything that ./outbound db migrate does, for an empty database or an older one.
        -- Run it as the owner's login, in the database of the environment {environment}. It may be repeated.
        -- All of it is one transaction: after an error nothing of it stays. By psql: psql -v ON_ERROR_STOP=1 -f FILE, which then stops there.
        BEGIN;
        SET ROLE outbound_owner;

        {OwnerSession.RefuseOthers(environment)}

        {HangfireSchema.Script()}{OwnerSession.HangfireGrants(HangfireSetup.Schema)}

        {SchemaScript.Ours()}
        {OwnerSession.MarkEnvironment(environment)};
        COMMIT;

        """;
}
