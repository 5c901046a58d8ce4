namespace AdaptiveOutbound.Data.Operations;

/// <summary>A login of the embedded cluster, member of one group role.</summary>
/// <param name="Group">The group role it is a member of.</param>
/// <param name="Password">Its password.</param>
internal sealed record DatabaseLogin(string Group, string Password)
{
    /// <summary>The login's name.</summary>
    public string Name => Group + "_login";
}
