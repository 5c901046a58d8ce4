using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using AdaptiveOutbound.Jobs.Keys;

namespace AdaptiveOutbound.Tests.Keys;

/// <summary>Certificates for rings, as files.</summary>
internal static class RingCertificates
{
    public const string Password = "example password";

    public static Action<KeyRingOptions> Rsa(string directory, string name, int daysLeft = 365)
    {
        using var rsa = RSA.Create(2048);
        var request = new CertificateRequest($"CN={name}", rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var end = TimeProvider.System.GetUtcNow().AddDays(daysLeft);
        using var certificate = request.CreateSelfSigned(end.AddYears(-2), end);
        return Write(directory, name, certificate.Export(X509ContentType.Pkcs12, Password));
    }

    public static Action<KeyRingOptions> Keyless(string directory)
    {
        using var rsa = RSA.Create(2048);
        var request = new CertificateRequest("CN=keyless", rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var now = TimeProvider.System.GetUtcNow();
        using var certificate = request.CreateSelfSigned(now, now.AddDays(1));
        using var bare = X509CertificateLoader.LoadCertificate(certificate.Export(X509ContentType.Cert));
        return Write(directory, "keyless", bare.Export(X509ContentType.Pkcs12, Password));
    }

    public static Action<KeyRingOptions> Elliptic(string directory)
    {
        using var curve = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=elliptic", curve, HashAlgorithmName.SHA256);
        var now = TimeProvider.System.GetUtcNow();
        using var certificate = request.CreateSelfSigned(now, now.AddDays(1));
        return Write(directory, "elliptic", certificate.Export(X509ContentType.Pkcs12, Password));
    }

    private static Action<KeyRingOptions> Write(string directory, string name, byte[] pkcs12)
    {
        var path = Path.Combine(directory, $"{name}.pfx");
        File.WriteAllBytes(path, pkcs12);
        File.WriteAllText($"{path}.password", $"{Password}\n");
        return options =>
        {
            options.CertificatePath = path;
            options.CertificatePasswordFile = $"{path}.password";
        };
    }
}
