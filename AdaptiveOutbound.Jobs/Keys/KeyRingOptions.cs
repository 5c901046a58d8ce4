using Microsoft.Extensions.Options;

namespace AdaptiveOutbound.Jobs.Keys;

/// <summary>Where the ring lies that wraps data keys, and what protects it. Section <c>Keys:Ring</c>.</summary>
public sealed class KeyRingOptions
{
    /// <summary>The section of the configuration.</summary>
    public const string Section = "Keys:Ring";

    /// <summary>
    /// Directory of the ring: an absolute path; default <c>ring</c> in the data directory. Made with mode 0700. Back it up
    /// apart from the database: without it no stored key opens, with it and the database all do.
    /// </summary>
    public string? Directory { get; set; }

    /// <summary>PKCS#12 file with an RSA certificate and its private key, which encrypts the ring; default none. Production needs it.</summary>
    public string? CertificatePath { get; set; }

    /// <summary>File with the certificate's password (one trailing line break is ignored); default none: no password.</summary>
    public string? CertificatePasswordFile { get; set; }
}

/// <summary>Checks <see cref="KeyRingOptions"/> at start, all errors at once.</summary>
internal sealed class KeyRingOptionsValidator : IValidateOptions<KeyRingOptions>
{
    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, KeyRingOptions options)
    {
        var errors = Errors(options).ToList();
        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);
    }

    private static IEnumerable<string> Errors(KeyRingOptions options)
    {
        if (!Path.IsPathFullyQualified(options.Directory ?? ""))
            yield return "Keys:Ring:Directory must be an absolute path.";
        else if (File.Exists(options.Directory))
            yield return $"Keys:Ring:Directory: {options.Directory} is a file, not a directory.";
        if (options.CertificatePath is not null && !File.Exists(options.CertificatePath))
            yield return $"Keys:Ring:CertificatePath: there is no file {options.CertificatePath}.";
        if (options.CertificatePasswordFile is null) yield break;
        if (options.CertificatePath is null)
            yield return "Keys:Ring:CertificatePasswordFile is set without Keys:Ring:CertificatePath.";
        if (!File.Exists(options.CertificatePasswordFile))
            yield return $"Keys:Ring:CertificatePasswordFile: there is no file {options.CertificatePasswordFile}.";
    }
}
