using AdaptiveOutbound.Data.Operations;
using AdaptiveOutbound.Jobs.Keys;
using Microsoft.Extensions.Options;

namespace AdaptiveOutbound.Web.Hosting;

/// <summary>The composition root: settings, database and services of one process. Starts no work by itself.</summary>
internal sealed class OutboundHost : IAsyncDisposable
{
    private readonly ServiceProvider _services;

    private OutboundHost(HostSettings settings, OutboundDatabase database, ServiceProvider services)
    {
        Settings = settings;
        Database = database;
        _services = services;
    }

    public HostSettings Settings { get; }

    public OutboundDatabase Database { get; }

    /// <summary>One of the host's services.</summary>
    public T Get<T>() where T : notnull => _services.GetRequiredService<T>();

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
        var worker = settings.Worker();
        var database = await OutboundDatabase.OpenAsync(settings.Database, clock, progress, cancellationToken);
        try
        {
            await SchemaGate.PassAsync(database, settings, progress, cancellationToken);
            var directory = await Data.Operations.Embedded.DataDirectory.ChooseAsync(settings.Database.Directory, clock, cancellationToken);
            var services = new ServiceCollection().AddOutbound(settings, database, worker, directory, clock, logs).BuildServiceProvider();
            services.GetService<IStartupValidator>()?.Validate();
            services.GetRequiredService<KeyRing>().EnsureFitFor(settings.Environment);
            return new OutboundHost(settings, database, services);
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
