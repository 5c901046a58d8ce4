using AdaptiveOutbound.Data.Operations;
using AdaptiveOutbound.Jobs;
using AdaptiveOutbound.Data.Workspaces;
using AdaptiveOutbound.Jobs.Enrichment;
using AdaptiveOutbound.Jobs.Keys;
using AdaptiveOutbound.Jobs.Lanes;
using AdaptiveOutbound.Jobs.Providers;
using AdaptiveOutbound.Jobs.Providers.Apollo;
using AdaptiveOutbound.Jobs.Schedules;
using AdaptiveOutbound.Web.Sandbox;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace AdaptiveOutbound.Tests.Support;

/// <summary>The processes that <see cref="ChildProcess"/> starts: each says that it is ready and ends when its input does.</summary>
internal static class TestWorker
{
    public const string AppVariable = "TEST_OUTBOUND_APP";
    public const string SystemVariable = "TEST_OUTBOUND_SYSTEM";

    /// <summary><c>worker URL SLOTS</c>: enriches against the double at that address.</summary>
    public static Task<int> EnrichAsync(Uri baseUrl, int workers) => RunAsync(workers, (services, database) => AddEnrichment(services, database, baseUrl));

    /// <summary><c>schedules URL SLOTS</c>: the same, and fires schedules.</summary>
    public static Task<int> ScheduleAsync(Uri baseUrl, int workers) => RunAsync(workers, (services, database) =>
    {
        AddEnrichment(services, database, baseUrl);
        services.AddOutboundSchedules(database, new ScheduleOptions()).AddSingleton(new SettingsRows(database.App));
        services.AddSingleton(new ListKeys(null!, null!, NullLogger<ListKeys>.Instance)); // who asks for the sandbox by name needs no key
    });

    private static void AddEnrichment(IServiceCollection services, OutboundDatabase database, Uri baseUrl)
    {
        services.AddOutboundEnrichment(database);
        services.AddSingleton(new KeySource(null!, null!)); // the sandbox's lane opens no stored key
        services.AddSingleton<IProvider>(new SandboxProvider(baseUrl, new ApolloOptions(), TimeProvider.System));
    }

    /// <summary><c>timed MILLISECONDS SLOTS</c>: work that takes so long an item.</summary>
    public static Task<int> TimedAsync(double milliseconds, int workers) =>
        RunAsync(workers, (services, _) => services.AddSingleton<IJobWork>(new TimedWork(milliseconds)));

    /// <summary><c>sandbox LATENCY</c>: serves the double without a limit.</summary>
    public static async Task<int> SandboxAsync(int latency)
    {
        var options = new SandboxOptions { Latency = TimeSpan.FromMilliseconds(latency), LimitPerMinute = null };
        await using var server = await SandboxServer.StartAsync(options, TimeProvider.System, CancellationToken.None);
        Console.WriteLine(server.BaseUrl);
        await Console.In.ReadToEndAsync();
        return 0;
    }

    private static async Task<int> RunAsync(int workers, Action<IServiceCollection, OutboundDatabase> add)
    {
        var options = new DatabaseOptions { Outbound = Environment.GetEnvironmentVariable(AppVariable), OutboundSystem = Environment.GetEnvironmentVariable(SystemVariable), CheckRole = false };
        await using var database = await OutboundDatabase.OpenAsync(options, TimeProvider.System, _ => { }, CancellationToken.None);
        var services = new ServiceCollection().AddOutboundEngine(database, new WorkerOptions { Workers = workers });
        services.AddLogging(b => b.SetMinimumLevel(LogLevel.Warning).AddProvider(new ErrorLines()));
        add(services, database);
        await using var provider = services.BuildServiceProvider();
        await using var worker = provider.GetRequiredService<WorkerProcess>();
        await worker.StartAsync(CancellationToken.None);
        Console.WriteLine("ready");
        await Console.In.ReadToEndAsync();
        return 0;
    }

    private sealed class ErrorLines : ILoggerProvider, ILogger
    {
        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Console.Error.WriteLine($"worker {Environment.ProcessId}: {formatter(state, exception)} {exception}");

        public void Dispose()
        {
        }
    }
}
