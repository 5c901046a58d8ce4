using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using AdaptiveOutbound.Data;
using AdaptiveOutbound.Data.Operations;
using AdaptiveOutbound.Data.Operations.Backups;
using AdaptiveOutbound.Jobs.Operations;
using AdaptiveOutbound.Tests.Schedules;
using AdaptiveOutbound.Tests.Support;

namespace AdaptiveOutbound.Tests.Operations;

/// <summary>A database with rows of every kind, and what tests do with backups of it.</summary>
internal static class BackedUp
{
    /// <summary>Its user, and her open token.</summary>
    public static readonly Guid Ada = Guid.Parse("0199aaaa-0000-7000-8000-000000000001"), Token = Guid.Parse("0199aaaa-0000-7000-8000-000000000002"), Invitation = Guid.Parse("0199aaaa-0000-7000-8000-000000000003");

    // Text that COPY must escape, among them a line that ends its rows.
    private const string Fill = """
        INSERT INTO outbound.accounts (id, workspace_id, domain, fields, provenance, created_at, updated_at)
        SELECT gen_random_uuid(), $1, 'c' || n || '.example', jsonb_build_object('name', E'Zoë \\ "x"\t' || n), '{"name": ["import", null]}', now(), now() FROM generate_series(1, 500) n;
        INSERT INTO outbound.contacts (id, workspace_id, email, fields, provenance, created_at, updated_at)
        SELECT gen_random_uuid(), $1, 'p' || n || '@x.example', jsonb_build_object('first_name', 'P' || n), '{}', now(), now() FROM generate_series(1, 200) n;
        INSERT INTO outbound.files (id, workspace_id, name, kind, size, records, format, created_at, expires_at) VALUES ($1, $1, E'a\n\\.\nb.csv', 'upload', 1, 1, '{}', now(), now() + interval '1 day');
        INSERT INTO outbound.file_parts (workspace_id, file_id, number, first_line, first_record, records, content) SELECT $1, $1, n, 0, 0, 1, decode(repeat('5c2e0a00ff', 100000), 'hex') FROM generate_series(0, 2) n;
        CREATE TABLE IF NOT EXISTS outbound.job_logs_2024_05 PARTITION OF outbound.job_logs FOR VALUES FROM ('2024-05-01 00:00+00') TO ('2024-06-01 00:00+00');
        INSERT INTO outbound.job_logs (workspace_id, job_id, level, event, message, created_at) SELECT $1, $1, 'info', 'x', E'\\N\r\n' || t, t FROM unnest(ARRAY['2020-01-01', '2024-05-05', now()]::timestamptz[]) t;
        INSERT INTO outbound.usage_daily (workspace_id, provider, day, calls, lookups, matched, cache_hits, credits) VALUES ($1, 'apollo', current_date, 3, 3, 2, 1, 4.25);
        INSERT INTO outbound.provider_counts (workspace_id, provider, day, credits_left, booked, fingerprint, read_at)
        SELECT $1, 'apollo', current_date - 1, 100500, 1.25, keys -> 'apollo' ->> 'fingerprint', now() - interval '1 hour' FROM outbound.workspace_settings WHERE workspace_id = $1;
        INSERT INTO outbound.users (id, name, is_operator, created_at, user_name, normalized_user_name, email, normalized_email, email_confirmed, password_hash, security_stamp, concurrency_stamp,
               phone_number_confirmed, two_factor_enabled, lockout_enabled, access_failed_count)
        VALUES ($2, 'Ada', true, now(), 'ada@x.example', 'ADA@X.EXAMPLE', 'ada@x.example', 'ADA@X.EXAMPLE', true, 'secret-password-hash', 'secret-stamp', 'c', false, false, true, 0);
        INSERT INTO outbound.workspace_members (workspace_id, user_id, role, created_at) VALUES ($1, $2, 'owner', now());
        INSERT INTO outbound.api_tokens (id, workspace_id, name, role, hash, created_at) VALUES ($3, $1, 'nightly', 'member', 'secret-token-hash', now());
        INSERT INTO outbound.invitations (id, workspace_id, email, role, hash, created_at, expires_at) VALUES ($4, $1, 'bob@x.example', 'member', 'secret-invitation', now(), now() + interval '1 day')
        """;

    /// <summary>A host whose database holds rows of every kind.</summary>
    public static async Task<ScheduleHost> FillAsync()
    {
        var host = await ScheduleHost.StartAsync();
        foreach (var sql in Fill.Split(";\n"))
            await host.RunAsync(sql.Replace("$1", $"'{host.Workspace}'", StringComparison.Ordinal).Replace("$2", $"'{Ada}'", StringComparison.Ordinal)
                .Replace("$3", $"'{Token}'", StringComparison.Ordinal).Replace("$4", $"'{Invitation}'", StringComparison.Ordinal));
        return host;
    }

    public static Task<BackupMade> BackUpAsync(this TestDatabase database, string file, BackupWish? wish = null, string environment = "Development") =>
        BackUpDatabase.ExecuteAsync(database.Connections, environment, file, wish ?? new BackupWish(), TimeProvider.System, _ => { }, CancellationToken.None);

    public static Task<RestoreDone?> RestoreAsync(this TestDatabase database, string file, string? from = null, bool agrees = true, Action<RestorePlan>? asked = null) =>
        RestoreDatabase.ExecuteAsync(database.Connections, "Development", file, from, plan =>
        {
            asked?.Invoke(plan);
            return Task.FromResult(agrees);
        }, TimeProvider.System, _ => { }, CancellationToken.None);

    /// <summary>Rows and checksums by table.</summary>
    public static async Task<Dictionary<string, string>> MeasureAsync(this TestDatabase database)
    {
        await using var connection = await OwnerWork.OpenAsync(database.Connections.RequireOwner(), "", CancellationToken.None);
        var measured = new Dictionary<string, string>();
        foreach (var table in await TableShape.ReadAsync(connection, CancellationToken.None))
            measured[table.Name] = await table.MeasureAsync(connection, CancellationToken.None) is var content ? $"{content.Rows} rows, {content.Checksum}" : "";
        return measured;
    }

    public static async Task<T> AskAsync<T>(this TestDatabase database, string sql) => (await database.Owner.QueryAsync(sql, r => r.GetFieldValue<T>(0), CancellationToken.None))[0];

    /// <summary>Writes the archive again with another manifest, in which everything else fits.</summary>
    public static void Change(string file, Func<string, string> change)
    {
        using var zip = ZipFile.Open(file, ZipArchiveMode.Update);
        var entry = zip.GetEntry("manifest.json")!;
        string json;
        using (var reader = new StreamReader(entry.Open())) json = change(reader.ReadToEnd());
        entry.Delete();
        zip.GetEntry("manifest.json.sha256")!.Delete();
        using (var to = zip.CreateEntry("manifest.json").Open()) to.Write(Encoding.UTF8.GetBytes(json));
        using (var to = zip.CreateEntry("manifest.json.sha256").Open()) to.Write(Encoding.ASCII.GetBytes(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(json)))));
    }
}
