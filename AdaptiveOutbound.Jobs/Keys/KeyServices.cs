using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace AdaptiveOutbound.Jobs.Keys;

/// <summary>Registers custody.</summary>
internal static class KeyServices
{
    /// <summary>
    /// Adds the vault, its ring and the use cases. The host binds section <see cref="KeyRingOptions.Section"/>, adds
    /// <see cref="IKeyStore"/> and <see cref="KeyVerifier"/>, and calls <see cref="KeyRing.EnsureFitFor"/> at start.
    /// </summary>
    /// <param name="services">The host's services.</param>
    /// <param name="dataDirectory">Absolute path of the data directory, for the ring's default place.</param>
    public static OptionsBuilder<KeyRingOptions> AddKeys(this IServiceCollection services, Func<IServiceProvider, string> dataDirectory)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<IValidateOptions<KeyRingOptions>, KeyRingOptionsValidator>();
        services.AddSingleton<IPostConfigureOptions<KeyRingOptions>>(provider => new PostConfigureOptions<KeyRingOptions>(
            Options.DefaultName, o =>
            {
                // An empty variable is one that is not set.
                o.Directory = string.IsNullOrEmpty(o.Directory) ? Path.Combine(dataDirectory(provider), "ring") : o.Directory;
                o.CertificatePath = string.IsNullOrEmpty(o.CertificatePath) ? null : o.CertificatePath;
                o.CertificatePasswordFile = string.IsNullOrEmpty(o.CertificatePasswordFile) ? null : o.CertificatePasswordFile;
            }));
        services.AddSingleton<KeyRing>();
        services.AddSingleton<IKeyWrapper, DataProtectionKeyWrapper>();
        services.AddSingleton<FingerprintPepper>();
        services.AddSingleton<DataKeys>();
        services.AddSingleton<ProviderKeys>();
        services.AddSingleton<SetKey>();
        services.AddSingleton<RemoveKey>();
        services.AddSingleton<ListKeys>();
        services.AddSingleton<TestKey>();
        return services.AddOptions<KeyRingOptions>().ValidateOnStart();
    }
}
