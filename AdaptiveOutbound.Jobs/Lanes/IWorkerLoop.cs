namespace AdaptiveOutbound.Jobs.Lanes;

/// <summary>Something that runs in each worker process for as long as it lives.</summary>
internal interface IWorkerLoop
{
    /// <summary>Ends when it is cancelled, and not before: its own trouble it logs and tries again.</summary>
    Task RunAsync(CancellationToken cancellationToken);
}

/// <summary>Something that Hangfire calls by type and method name; there is one of it in a process.</summary>
internal interface IHangfireEntry;
