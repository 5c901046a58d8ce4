namespace AdaptiveOutbound.Web.Hosting;

/// <summary>Begins to listen.</summary>
internal static class Listening
{
    /// <exception cref="HostRefusedException">The address is taken, or not this machine's.</exception>
    public static async Task StartAsync(WebApplication app, string urls, CancellationToken cancellationToken)
    {
        try
        {
            await app.StartAsync(cancellationToken);
        }
        catch (Exception e) when (e is IOException or FormatException)
        {
            await app.DisposeAsync();
            throw new HostRefusedException($"Cannot listen on {urls}: {e.Message} Choose another address with --urls.");
        }
    }
}

/// <summary>The process belongs to the command, which hears the signals.</summary>
internal sealed class NoSignals : IHostLifetime
{
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
