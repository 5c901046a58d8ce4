namespace AdaptiveOutbound.Web.Hosting;

/// <summary>What a server process does.</summary>
[Flags]
internal enum HostRoles
{
    /// <summary>Answers requests.</summary>
    Web = 1,

    /// <summary>Works on jobs.</summary>
    Worker = 2,
}

/// <summary>Reads <see cref="HostRoles"/> as people write them.</summary>
internal static class HostRolesText
{
    /// <summary>The roles, comma-separated; null when one is unknown or none is named.</summary>
    public static HostRoles? Parse(string text)
    {
        HostRoles roles = 0;
        foreach (var word in text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            HostRoles? role = word.ToUpperInvariant() switch { "WEB" => HostRoles.Web, "WORKER" => HostRoles.Worker, _ => null };
            if (role is null) return null;
            roles |= role.Value;
        }

        return roles == 0 ? null : roles;
    }
}
