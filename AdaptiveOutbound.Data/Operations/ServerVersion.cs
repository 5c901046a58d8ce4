namespace AdaptiveOutbound.Data.Operations;

/// <summary>Which PostgreSQL this product runs on.</summary>
internal static class ServerVersion
{
    /// <summary>The oldest one.</summary>
    public const int OldestMajor = 15;

    /// <summary>Whether it is.</summary>
    public static bool IsTooOld(Version server) => server.Major < OldestMajor;

    /// <summary>The version for people, and whether it is too old.</summary>
    public static string Line(Version server) => $"PostgreSQL {server}{(IsTooOld(server) ? $", which is too old: {OldestMajor} or newer is needed. Upgrade the server, or use another one" : "")}";

    /// <summary>Refuses a server that is too old.</summary>
    /// <exception cref="DatabaseUnavailableException">It is; the message says which is needed.</exception>
    public static void Require(Version server)
    {
        if (IsTooOld(server))
            throw new DatabaseUnavailableException($"The server runs PostgreSQL {server}, and {OldestMajor} or newer is needed: nothing was done. Upgrade the server, or use another one.");
    }
}
