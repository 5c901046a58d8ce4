using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.Extensions.DependencyInjection;

namespace AdaptiveOutbound.Jobs.Keys;

/// <summary>
/// The ring for cookies, forms and links of the web host: apart from the one that wraps data keys, in the folder <c>cookies</c>
/// beside it and protected by the same certificate, so that a copy of the database signs nobody in.
/// </summary>
internal static class CookieRing
{
    public static IServiceCollection AddCookieRing(this IServiceCollection services, KeyRingOptions options)
    {
        var directory = options.Directory ?? throw new ArgumentException("Keys:Ring:Directory is not set.", nameof(options));
        var ring = services.AddDataProtection().SetApplicationName("AdaptiveOutbound.Cookies");
        services.Configure<KeyManagementOptions>(o => o.XmlRepository = new RingFiles(Path.Combine(directory, "cookies"), new RingFiles(directory)));
        if (KeyRingCertificate.Read(options) is { } certificate)
            ring.ProtectKeysWithCertificate(certificate).UnprotectKeysWithAnyCertificate(certificate);
        return services;
    }

    /// <summary>Seals and opens once: a folder that cannot be used is to stop the start, and not each sign-in after it.</summary>
    /// <exception cref="KeyRingUnfitException">It cannot be written or read.</exception>
    public static void EnsureWorks(IServiceProvider services, KeyRing ring)
    {
        try
        {
            var protector = services.GetRequiredService<IDataProtectionProvider>().CreateProtector("start");
            protector.Unprotect(protector.Protect([1]));
        }
        catch (Exception e) when (e.GetBaseException() is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw new KeyRingUnfitException($"Nobody could sign in: the folder cookies in {ring.Files.Directory} cannot be used by this account ({Environment.UserName}): {e.GetBaseException().Message} Give the folder to it, or name another one with Keys:Ring:Directory.");
        }
    }
}
