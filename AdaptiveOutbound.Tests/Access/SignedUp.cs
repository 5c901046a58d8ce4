using AdaptiveOutbound.Data.Users;
using Microsoft.AspNetCore.Identity;

namespace AdaptiveOutbound.Tests.Access;

/// <summary>The statement that makes a user, quicker than the pages do.</summary>
internal static class SignedUp
{
    public const string Password = "rope ladder behind the mill";

    private static readonly string Hash = new PasswordHasher<User>().HashPassword(new User { Name = "", CreatedAt = default }, Password);

    /// <summary>Somebody with <see cref="Password"/>, and what they are in workspaces.</summary>
    public static string Sql(Guid id, string email, bool isOperator = false, params (string Workspace, string Role)[] memberships) => $"""
        INSERT INTO outbound.users (id, name, is_operator, created_at, user_name, normalized_user_name, email, normalized_email, email_confirmed, password_hash, security_stamp, concurrency_stamp,
               phone_number_confirmed, two_factor_enabled, lockout_enabled, access_failed_count)
        VALUES ('{id}', '{email.Split('@')[0]}', {isOperator}, now(), '{email}', upper('{email}'), '{email}', upper('{email}'), true, '{Hash}', '{Guid.NewGuid():N}', '{Guid.NewGuid()}', false, false, true, 0);
        {string.Concat(memberships.Select(m => $"INSERT INTO outbound.workspace_members (workspace_id, user_id, role, created_at) SELECT id, '{id}', '{m.Role}', now() FROM outbound.workspaces WHERE slug = '{m.Workspace}';\n"))}
        """;
}
