using System.Security.Cryptography;
using System.Text;

namespace AdaptiveOutbound.Web.Pages.Workspace;

/// <summary>What a person chose on the page that checks a file.</summary>
/// <param name="Kind"><c>accounts</c> or <c>contacts</c>.</param>
/// <param name="Map"><c>Column=field</c> of every column.</param>
internal sealed record ImportChoice(string Kind, IReadOnlyList<string> Map, bool Enrich, bool Export, string Provider)
{
    /// <summary>Tells one choice from another: what is started must be what was shown.</summary>
    public string Mark => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', [Kind, $"{Enrich} {Export} {Provider}", .. Map]))))[..16];

    public IReadOnlyList<string> Then => [.. new[] { (Enrich, "enrich"), (Export, "export") }.Where(step => step.Item1).Select(step => step.Item2)];
}
