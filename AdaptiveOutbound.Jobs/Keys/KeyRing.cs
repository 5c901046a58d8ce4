using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.AuthenticatedEncryption;
using Microsoft.AspNetCore.DataProtection.AuthenticatedEncryption.ConfigurationModel;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace AdaptiveOutbound.Jobs.Keys;

/// <summary>
/// The ring that wraps data keys: a Data Protection instance of its own, apart from the one for cookies, in a directory
/// outside the database. AES-256-GCM; a new ring key every 90 days, old ones go on opening what they wrapped.
/// </summary>
internal sealed class KeyRing : IDisposable
{
    private readonly X509Certificate2? _certificate;
    private readonly ILoggerFactory _logs;

    /// <summary>Reads the certificate, if one is set. Touches the directory only when the ring is used.</summary>
    /// <exception cref="KeyRingUnfitException">The certificate cannot be used.</exception>
    public KeyRing(IOptions<KeyRingOptions> options, ILoggerFactory logs)
    {
        Files = new RingFiles(options.Value.Directory ?? throw new ArgumentException("Keys:Ring:Directory is not set.", nameof(options)));
        _certificate = KeyRingCertificate.Read(options.Value);
        _logs = logs;
    }

    /// <summary>The ring's files.</summary>
    public RingFiles Files { get; }

    /// <summary>Reads the ring afresh.</summary>
    /// <param name="forWrapping">
    /// True also makes ring keys where one is due. Opening never does: a directory that was not mounted stays as it is.
    /// </param>
    public IDataProtectionProvider Read(bool forWrapping)
    {
        var services = new ServiceCollection();
        services.AddSingleton(_logs);
        var ring = services.AddDataProtection()
            .SetApplicationName("AdaptiveOutbound.KeyRing")
            .UseCryptographicAlgorithms(new AuthenticatedEncryptorConfiguration
            {
                EncryptionAlgorithm = EncryptionAlgorithm.AES_256_GCM,
            });
        services.Configure<KeyManagementOptions>(o =>
        {
            o.XmlRepository = Files;
            o.AutoGenerateKeys = forWrapping;
        });
        if (_certificate is not null)
            ring.ProtectKeysWithCertificate(_certificate).UnprotectKeysWithAnyCertificate(_certificate);
        return services.BuildServiceProvider().GetRequiredService<IDataProtectionProvider>();
    }

    /// <summary>Called at start: refuses what may not run. Only Production is strict, and there about everything.</summary>
    /// <param name="environmentName">The host's environment, such as <c>Production</c>.</param>
    /// <exception cref="KeyRingUnfitException">The ring is unprotected; the message says what to do.</exception>
    public void EnsureFitFor(string environmentName)
    {
        if (!string.Equals(environmentName, "Production", StringComparison.OrdinalIgnoreCase)) return;
        if (_certificate is null)
            throw new KeyRingUnfitException(
                "Production refuses an unprotected key ring: set Keys:Ring:CertificatePath to a PKCS#12 file with an RSA "
                + "certificate and its private key, and Keys:Ring:CertificatePasswordFile to the file with its password.");
        if (Files.GetAllElements().Any(InClear))
            throw new KeyRingUnfitException(
                $"Production refuses an unprotected key ring: {Files.Directory} holds ring keys in clear, from before the "
                + "certificate. Move them away, start again and set the provider keys again.");
        EnsurePrivate();
    }

    /// <inheritdoc/>
    public void Dispose() => _certificate?.Dispose();

    private static bool InClear(System.Xml.Linq.XElement element) => element.Descendants("masterKey").Any();

    private void EnsurePrivate()
    {
        const UnixFileMode others = UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;
        if (OperatingSystem.IsWindows() || !Directory.Exists(Files.Directory)) return;
        if ((File.GetUnixFileMode(Files.Directory) & others) != 0)
            throw new KeyRingUnfitException($"Every account of this machine may enter the key ring: chmod 0700 {Files.Directory}");
    }
}
