namespace AdaptiveOutbound.Data.Operations;

/// <summary>Which database is used. The host reads it from the configuration.</summary>
internal sealed record DatabaseOptions
{
    /// <summary><c>ConnectionStrings:Outbound</c>: the app role on a server of one's own. Not set: the embedded cluster.</summary>
    public string? Outbound { get; init; }

    /// <summary><c>ConnectionStrings:OutboundSystem</c>: the system role; needed when <see cref="Outbound"/> is set.</summary>
    public string? OutboundSystem { get; init; }

    /// <summary><c>ConnectionStrings:OutboundOwner</c>: the owner, for <c>db</c> verbs.</summary>
    public string? OutboundOwner { get; init; }

    /// <summary><c>Data:Directory</c>; not set: see <see cref="Embedded.DataDirectory"/>.</summary>
    public string? Directory { get; init; }

    /// <summary>False where the embedded database is refused, as in Production; default true.</summary>
    public bool AllowEmbedded { get; init; } = true;

    /// <summary>Whether the app's login is checked on opening; default true. <c>db</c> verbs, which use the owner only, may leave it out.</summary>
    public bool CheckRole { get; init; } = true;

    /// <summary>Reads the options by their names in the configuration, such as <c>ConnectionStrings:Outbound</c>.</summary>
    public static DatabaseOptions From(Func<string, string?> setting) => new()
    {
        Outbound = setting("ConnectionStrings:Outbound"),
        OutboundSystem = setting("ConnectionStrings:OutboundSystem"),
        OutboundOwner = setting("ConnectionStrings:OutboundOwner"),
        Directory = setting("Data:Directory"),
    };
}
