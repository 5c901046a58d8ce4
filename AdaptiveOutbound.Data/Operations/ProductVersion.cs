using System.Reflection;

namespace AdaptiveOutbound.Data.Operations;

/// <summary>Which build this is.</summary>
internal static class ProductVersion
{
    /// <summary>As the build named it: the version of a release, or the next version and the commit of a checkout.</summary>
    public static string Text { get; } = typeof(ProductVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;
}
