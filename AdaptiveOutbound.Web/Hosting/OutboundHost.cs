using AdaptiveOutbound.Data.Operations;
using AdaptiveOutbound.Jobs.Keys;
using AdaptiveOutbound.Web.Logging;
using Microsoft.Extensions.Options;

namespace AdaptiveOutbound.Web.Hosting;

/// <summary>The composition root: settings, database and services of one process. Starts no work by itself.</summary>
internal sealed class OutboundHost : IAsyncDisposable
{
    private readonly ServiceProvider _services;
    private readonly IServiceCollection _registered;
    private readonly string _directory;

    private OutboundHost(HostSettings settings, OutboundDatabase database, string directory, IServiceCollection registered)
    {
        _directory = directory;
        Settings = settings;
        Database = database;
        _registered = registered;
        _services = registered.BuildServiceProvider();
    }

    public HostSettings Settings { get; }

    public OutboundDatabase Database { get; }

    /// <summary>The file that changes the levels of the log while the server runs.</summary>
    public string LogLevelsFile => Settings.LogLevelsFile ?? Path.Combine(_directory, LevelsFile.StandardName);

    /// <summary>One of the host's services.</summary>
    public T Get<T>() where T : notnull => _services.GetRequiredService<T>();

    /// <summary>
    /// Lets the web server's pages ask for our services. They stay this host's: what it made it also ends, so what must be disposed of
    /// is not shared, and nothing is ended twice.
    /// </summary>
    public void ShareWith(IServiceCollection services)
    {
        services.AddSingleton(_services.GetRequiredService<TimeProvider>());
        foreach (var type in _registered.Select(d => d.ServiceType).Distinct().Where(t => t is { Namespace: { } name, IsClass: true, ContainsGenericParameters: false } && name.StartsWith("AdaptiveOutbound.", StringComparison.Ordinal)
                                                                                      && !t.IsAssignableTo(typeof(IDisposable)) && !t.IsAssignableTo(typeof(IAsyncDisposable))))
            services.AddTransient(type, _ => _services.GetRequiredService(type));
    }

    /// <summary>Opens the database, brings it up to date where that is allowed, and checks all options.</summary>
    /// <param name="clock">The clock of the whole process.</param>
    /// <param name="logs">Where all of it logs to.</param>
    /// <param name="progress">Told, in a sentence, what takes long.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="HostRefusedException">It must not start as it is configured.</exception>
    /// <exception cref="DatabaseUnavailableException">The database cannot be used.</exception>
    public static async Task<OutboundHost> OpenAsync(TimeProvider clock, ILoggerFactory logs, Action<string> progress, CancellationToken cancellationToken)
    {
        var settings = HostSettings.Read();
        var (worker, cleanup) = (settings.Worker(), settings.Cleanup());
        var database = await OutboundDatabase.OpenAsync(settings.Database, clock, progress, cancellationToken);
        try
        {
            await SchemaGate.PassAsync(database, settings, clock, progress, cancellationToken);
            var directory = await Data.Operations.Embedded.DataDirectory.ChooseAsync(settings.Database.Directory, clock, cancellationToken);
            var host = new OutboundHost(settings, database, directory, new ServiceCollection().AddSingleton(cleanup).AddOutbound(settings, database, worker, directory, clock, logs));
            host._services.GetService<IStartupValidator>()?.Validate();
            host.Get<KeyRing>().EnsureFitFor(settings.Environment);
            return host;
        }
        catch
        {
            await database.DisposeAsync();
            throw;
        }
    }

    /// <summary>Ends the worker, if one was started, then the database; the last one out stops the embedded server.</summary>
    public async ValueTask DisposeAsync()
    {
        try
        {
            await _services.DisposeAsync();
        }
        finally
        {
            await Database.DisposeAsync();
        }
    }
}
