using Npgsql;

namespace AdaptiveOutbound.Data.Operations.Backups;

/// <summary>
/// What of the replaced data still holds after a restore: who was shut out stays out. Whatever the replaced data does not know counts as
/// revoked there, so that into an empty database nothing comes back that opens anything. <c>{0}</c> is the schema that is replaced.
/// </summary>
internal static class RestoreCarry
{
    // What these statements look at; a schema that is too old for one gets an empty one.
    private static readonly string[] Needed =
    [
        "workspaces", "workspace_settings", "workspace_data_keys", "api_tokens", "workspace_members", "invitations", "users", "user_tokens", "user_logins", "user_passkeys",
        "audit_events", "rate_limits", "deployment", "deployment_events", "removals",
    ];

    // Workspaces that stand in both. One that is being removed is as good as gone.
    private const string Both = "SELECT w.id FROM {0}.workspaces w WHERE NOT EXISTS (SELECT FROM {0}.removals r WHERE r.id = w.id)";

    private static readonly string[] Statements =
    [
        // Tokens and invitations: what is not valid there is not valid here.
        """
        UPDATE outbound.api_tokens n SET revoked_at = coalesce((SELECT o.revoked_at FROM {0}.api_tokens o WHERE o.id = n.id), now())
         WHERE n.revoked_at IS NULL AND NOT EXISTS (SELECT FROM {0}.api_tokens o WHERE o.id = n.id AND o.revoked_at IS NULL)
        """,
        "DELETE FROM outbound.invitations n WHERE n.accepted_at IS NULL AND NOT EXISTS (SELECT FROM {0}.invitations o WHERE o.id = n.id AND o.accepted_at IS NULL)",
        // Members: who was removed stays so, and a role is the one that was given last.
        $"""
        DELETE FROM outbound.workspace_members n WHERE n.workspace_id IN ({Both})
           AND NOT EXISTS (SELECT FROM {"{0}"}.workspace_members o WHERE o.workspace_id = n.workspace_id AND o.user_id = n.user_id)
        """,
        $"""
        UPDATE outbound.workspace_members n SET role = o.role FROM {"{0}"}.workspace_members o
         WHERE o.workspace_id = n.workspace_id AND o.user_id = n.user_id AND n.workspace_id IN ({Both})
        """,
        // People: an old password, passkey or second factor opens nothing again, and every session ends.
        """
        UPDATE outbound.users n SET password_hash = o.password_hash, is_operator = o.is_operator, two_factor_enabled = o.two_factor_enabled, lockout_end = o.lockout_end,
               access_failed_count = o.access_failed_count FROM {0}.users o WHERE o.id = n.id
        """,
        "UPDATE outbound.users SET security_stamp = upper(replace(gen_random_uuid()::text, '-', '')), concurrency_stamp = gen_random_uuid()::text",
        // Keys: those that are set now are the ones to use; what the replaced data does not know must be entered again, and its seal is gone.
        "DELETE FROM outbound.workspace_data_keys",
        $"""
        UPDATE outbound.workspace_settings n SET keys = o.keys, sealed_keys = o.sealed_keys, revision = greatest(n.revision, o.revision) + 1
          FROM {"{0}"}.workspace_settings o WHERE o.workspace_id = n.workspace_id AND n.workspace_id IN ({Both})
        """,
        $$"""
        UPDATE outbound.workspace_settings n SET sealed_keys = '{}', revision = n.revision + 1,
               keys = (SELECT coalesce(jsonb_object_agg(k.key, k.value || '{"status": "needs_reentry"}'), '{}') FROM jsonb_each(n.keys) k)
         WHERE n.keys <> '{}' AND n.workspace_id NOT IN ({{Both}})
        """,
    ];

    /// <summary>Carries it across, in the restore's transaction.</summary>
    /// <param name="environment">Whose database this is; it stays so, whoever made the backup.</param>
    public static async Task RunAsync(NpgsqlConnection connection, string replaced, string environment, CancellationToken cancellationToken)
    {
        var here = (await TableShape.ReadAsync(connection, cancellationToken)).ToDictionary(t => t.Name, StringComparer.Ordinal);
        var there = (await TableShape.ReadAsync(connection, cancellationToken, replaced)).ToDictionary(t => t.Name, StringComparer.Ordinal);
        foreach (var table in Needed.Where(t => !there.ContainsKey(t)))
        {
            await connection.ExecuteAsync($"CREATE TABLE {replaced}.{table} (LIKE outbound.{table})", cancellationToken);
            there.Add(table, here[table]);
        }

        foreach (var sql in Statements) await connection.ExecuteAsync(sql.Replace("{0}", replaced, StringComparison.Ordinal), cancellationToken);
        await TakeOverAsync("workspace_data_keys", $"workspace_id IN ({Both}) AND workspace_id IN (SELECT id FROM outbound.workspaces)");
        // Of people who are in both, what they sign in with is what it is now.
        foreach (var table in new[] { "user_passkeys", "user_tokens", "user_logins" })
        {
            await connection.ExecuteAsync($"DELETE FROM outbound.{table} WHERE user_id IN (SELECT id FROM {replaced}.users)", cancellationToken);
            await TakeOverAsync(table, "user_id IN (SELECT id FROM outbound.users)");
        }

        // The audit log is only added to; how much of a limit is used is a fact, whatever was restored.
        await TakeOverAsync("audit_events", "NOT EXISTS (SELECT FROM outbound.audit_events n WHERE n.id = o.id)");
        await connection.ExecuteAsync($"DELETE FROM outbound.rate_limits WHERE EXISTS (SELECT FROM {replaced}.rate_limits)", cancellationToken);
        await TakeOverAsync("rate_limits", "true");
        // Whose the database is and what was done to it belongs to the installation and not to its data.
        await connection.ExecuteAsync($"DELETE FROM outbound.deployment; DELETE FROM outbound.deployment_events WHERE EXISTS (SELECT FROM {replaced}.deployment_events)", cancellationToken);
        await TakeOverAsync("deployment", "true");
        await TakeOverAsync("deployment_events", "true");
        await connection.ExecuteAsync(OwnerSession.MarkEnvironment(environment), cancellationToken);

        Task<int> TakeOverAsync(string table, string which)
        {
            var columns = TableShape.List(here[table].Columns.Intersect(there[table].Columns));
            return connection.ExecuteAsync($"INSERT INTO outbound.{table} ({columns}) OVERRIDING SYSTEM VALUE SELECT {columns} FROM {replaced}.{table} o WHERE {which.Replace("{0}", replaced, StringComparison.Ordinal)}", cancellationToken);
        }
    }
}
