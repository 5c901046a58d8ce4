using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Hangfire.PostgreSql;

namespace AdaptiveOutbound.Jobs.Operations;

/// <summary>The scripts that Hangfire's storage brings along for its own schema.</summary>
internal static partial class HangfireSchema
{
    /// <summary>The version that this build's Hangfire makes.</summary>
    public static int Version { get; } = Scripts().Max(s => s.Version);

    /// <summary>All of them as SQL that may be repeated: each runs only where the schema is older.</summary>
    public static string Script()
    {
        var text = new StringBuilder($"""
            CREATE SCHEMA IF NOT EXISTS {HangfireSetup.Schema};


            """);
        foreach (var (version, resource) in Scripts().OrderBy(s => s.Version))
            text.Append(CultureInfo.InvariantCulture, $"""
                -- Hangfire's schema, version {version}
                DO $outbound$
                BEGIN
                    IF {Before(version)} THEN
                EXECUTE $hangfire$
                {Read(resource)}
                $hangfire$;
                        UPDATE {HangfireSetup.Schema}.schema SET version = {version} WHERE version < {version};
                    END IF;
                END $outbound$;


                """);
        return text.ToString();
    }

    // The first script makes the table that says which version there is. Later ones leave the version to their installer.
    private static string Before(int version) => version == Scripts().Min(s => s.Version)
        ? $"to_regclass('{HangfireSetup.Schema}.schema') IS NULL"
        : $"(SELECT max(version) FROM {HangfireSetup.Schema}.schema) < {version}";

    private static IEnumerable<(int Version, string Resource)> Scripts() =>
        from resource in typeof(PostgreSqlObjectsInstaller).Assembly.GetManifestResourceNames()
        let match = Name().Match(resource)
        where match.Success
        select (int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture), resource);

    private static string Read(string resource)
    {
        using var reader = new StreamReader(typeof(PostgreSqlObjectsInstaller).Assembly.GetManifestResourceStream(resource)!);
        return reader.ReadToEnd().Trim();
    }

    [GeneratedRegex(@"\.Install\.v(\d+)\.sql$")]
    private static partial Regex Name();
}
