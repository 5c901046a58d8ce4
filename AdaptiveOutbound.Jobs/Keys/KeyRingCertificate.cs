using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace AdaptiveOutbound.Jobs.Keys;

/// <summary>Reads the certificate that protects the ring.</summary>
internal static class KeyRingCertificate
{
    /// <summary>
    /// The certificate of the options, or null when none is set. An expired one is taken: it only locks our own files, and a
    /// date must not lock an installation out of them.
    /// </summary>
    /// <exception cref="KeyRingUnfitException">Wrong password, no certificate file, no private key, or not RSA.</exception>
    public static X509Certificate2? Read(KeyRingOptions options)
    {
        if (options.CertificatePath is null) return null;
        var certificate = Load(options.CertificatePath, Password(options.CertificatePasswordFile));
        using var key = certificate.HasPrivateKey ? certificate.GetRSAPrivateKey() : null;
        if (key is not null) return certificate;
        certificate.Dispose();
        throw new KeyRingUnfitException(
            $"Keys:Ring:CertificatePath: {options.CertificatePath} holds no RSA private key, so the ring could be locked but not opened.");
    }

    private static X509Certificate2 Load(string path, string? password)
    {
        try
        {
            return X509CertificateLoader.LoadPkcs12(Read("Keys:Ring:CertificatePath", path, File.ReadAllBytes), password);
        }
        catch (CryptographicException cause)
        {
            throw new KeyRingUnfitException(
                $"Keys:Ring:CertificatePath: {path} cannot be opened with the password of Keys:Ring:CertificatePasswordFile: {cause.Message}");
        }
    }

    private static T Read<T>(string setting, string path, Func<string, T> read)
    {
        try
        {
            return read(path);
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            throw new KeyRingUnfitException($"{setting}: {path} cannot be read by this account ({Environment.UserName}): {cause.Message}");
        }
    }

    private static string? Password(string? path)
    {
        if (path is null) return null;
        var text = Read("Keys:Ring:CertificatePasswordFile", path, File.ReadAllText);
        return text.EndsWith("\r\n", StringComparison.Ordinal) ? text[..^2] : text.EndsWith('\n') ? text[..^1] : text;
    }
}
