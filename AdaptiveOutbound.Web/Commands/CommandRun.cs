using AdaptiveOutbound.Jobs.Workspaces;
using AdaptiveOutbound.Web.Hosting;
using AdaptiveOutbound.Web.Logging;

namespace AdaptiveOutbound.Web.Commands;

/// <summary>One command as it runs: where it writes, what it was asked to be, and when it shall stop.</summary>
internal sealed class CommandRun(Messages messages, bool json, LogOutput output, TimeProvider clock, CancellationToken interrupted) : IDisposable
{
    /// <summary>The workspace of commands that name none; made by its first use.</summary>
    public const string DefaultWorkspace = "demo";

    /// <summary>Who it is in logs and in the audit log.</summary>
    public const string By = "command line";

    private readonly ILoggerFactory _logs = MessageLogs.Factory(messages, output, clock);

    /// <summary>Standard error.</summary>
    public Messages Messages { get; } = messages;

    /// <summary>Standard output: results only.</summary>
    public TextWriter Out { get; } = Console.Out;

    /// <summary>Whether results shall be JSON.</summary>
    public bool Json { get; } = json;

    public TimeProvider Clock { get; } = clock;

    /// <summary>Fires at the first Ctrl+C or SIGTERM.</summary>
    public CancellationToken Interrupted { get; } = interrupted;

    public ILoggerFactory Logs => _logs;

    /// <summary>The levels of the log, which may be changed.</summary>
    public LogLevels Levels { get; } = output.Levels;

    /// <summary>Opens database and services.</summary>
    public Task<OutboundHost> OpenHostAsync() => OutboundHost.OpenAsync(Clock, _logs, Messages.Line, Interrupted);

    /// <summary>The workspace of that name; the default one is made when it is missing.</summary>
    public async Task<Guid> WorkspaceAsync(OutboundHost host, string slug)
    {
        if (await host.Get<FindWorkspace>().ExecuteAsync(slug, Interrupted) is { } id) return id;
        if (slug != DefaultWorkspace)
            throw new CommandFailure($"There is no workspace {slug}: make it with ./outbound workspace create {slug}.");
        await host.Get<CreateWorkspace>().ExecuteAsync(slug, Interrupted);
        return await host.Get<FindWorkspace>().ExecuteAsync(slug, Interrupted) ?? throw new CommandFailure($"The workspace {slug} could not be made.");
    }

    public void Dispose() => _logs.Dispose();
}
