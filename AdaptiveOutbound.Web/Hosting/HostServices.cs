using AdaptiveOutbound.Data.Credits;
using AdaptiveOutbound.Data.Keys;
using AdaptiveOutbound.Data.Operations;
using AdaptiveOutbound.Data.Tokens;
using AdaptiveOutbound.Data.Workspaces;
using AdaptiveOutbound.Jobs;
using AdaptiveOutbound.Jobs.Credits;
using AdaptiveOutbound.Jobs.Enrichment;
using AdaptiveOutbound.Jobs.Imports;
using AdaptiveOutbound.Jobs.Jobs;
using AdaptiveOutbound.Jobs.Keys;
using AdaptiveOutbound.Jobs.Lanes;
using AdaptiveOutbound.Jobs.Monitoring;
using AdaptiveOutbound.Jobs.Operations;
using AdaptiveOutbound.Jobs.Providers;
using AdaptiveOutbound.Jobs.Providers.Apollo;
using AdaptiveOutbound.Jobs.Records;
using AdaptiveOutbound.Jobs.Schedules;
using AdaptiveOutbound.Jobs.Tokens;
using AdaptiveOutbound.Jobs.Workspaces;
using AdaptiveOutbound.Web.Sandbox;
using Microsoft.Extensions.Options;

namespace AdaptiveOutbound.Web.Hosting;

/// <summary>Everything a process of this product is made of, by feature.</summary>
internal static class HostServices
{
    public static IServiceCollection AddOutbound(
        this IServiceCollection services, HostSettings settings, OutboundDatabase database, WorkerOptions worker, string dataDirectory, TimeProvider clock, ILoggerFactory logs)
    {
        HangfireLog.Use(logs);
        services.AddSingleton(logs);
        services.AddSingleton(clock);
        services.AddSingleton(new FollowOptions { Heartbeat = settings.EventHeartbeat() });
        services.AddOutboundEngine(database, worker);
        services.AddWorkspaces(database);
        services.AddLedger(database);
        services.AddSingleton(new ApiTokenRows(database.App)).AddSingleton<ApiTokens>();
        services.AddKeys(_ => dataDirectory).Bind(settings.Configuration.GetSection(KeyRingOptions.Section));
        services.AddSingleton(new KeyRows(database.App)).AddSingleton<IKeyStore, KeyStore>();
        services.AddSingleton(new KeyUseRows(database.App)).AddSingleton<ReadKeyUse>();
        services.AddOutboundRecords(database);
        services.AddOutboundImports(database);
        services.AddOutboundEnrichment(database);
        services.AddOutboundSchedules(database, new ScheduleOptions { Spread = settings.ScheduleSpread() });
        services.AddHold(database);
        return services.AddProviders(settings);
    }

    private static IServiceCollection AddProviders(this IServiceCollection services, HostSettings settings)
    {
        services.AddApollo().Bind(settings.Configuration.GetSection(ApolloOptions.Section));
        // Production refuses the sandbox: what is invented must not stand beside what was bought.
        if (!settings.IsProduction)
            services.AddSandbox(settings);
        services.MeasureProviders();
        return services.AddSingleton<KeyVerifier>(p => (name, key, ct) => Provider(p, name).TestKeyAsync(key, ct));
    }

    // Around each that was added so far: they know nothing of it.
    private static void MeasureProviders(this IServiceCollection services)
    {
        for (var i = 0; i < services.Count; i++)
            if (services[i] is { ImplementationFactory: { } make } provider && provider.ServiceType == typeof(IProvider))
                services[i] = ServiceDescriptor.Singleton<IProvider>(p => new MeasuredProvider((IProvider)make(p), p.GetRequiredService<Telemetry>(), p.GetRequiredService<TimeProvider>()));
    }

    private static void AddSandbox(this IServiceCollection services, HostSettings settings)
    {
        services.AddSingleton<IValidateOptions<SandboxOptions>, SandboxOptionsValidator>();
        services.AddOptions<SandboxOptions>().Bind(settings.Configuration.GetSection(SandboxOptions.Section)).ValidateOnStart();
        services.AddSingleton<IProvider>(p => new InProcessSandbox(p.GetRequiredService<IOptions<ApolloOptions>>().Value,
            p.GetRequiredService<IOptions<SandboxOptions>>().Value, p.GetRequiredService<TimeProvider>()));
    }

    private static IProvider Provider(IServiceProvider services, string name) => services.GetServices<IProvider>().First(p => p.Name == name);
}
