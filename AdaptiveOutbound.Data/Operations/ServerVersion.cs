namespace AdaptiveOutbound.Data.Operations;

/// <summary>Which PostgreSQL this product runs on.</summary>
internal static class ServerVersion
{
    /// <summary>The oldest one.</summary>
    public const int OldestMajor = 15;

    /// <summary>Refuses a server that is too old.</summary>
    /// <exception cref="DatabaseUnavailableException">It is; the message says which is needed.</exception>
    public static void Require(Version server)
    {
        if (server.Major < OldestMajor)
            throw new DatabaseUnavailableException($"The server runs PostgreSQL {server}, and {OldestMajor} or newer is needed: nothing was done. Upgrade the server, or use another one.");
    }
}
