using System.CommandLine;
using AdaptiveOutbound.Jobs.Lanes;
using AdaptiveOutbound.Web.Hosting;
using AdaptiveOutbound.Web.Logging;
using AdaptiveOutbound.Web.Monitoring;

namespace AdaptiveOutbound.Web.Commands.Operations;

/// <summary><c>serve [--roles web,worker] [--urls …]</c>: runs until it is told to stop.</summary>
internal static class ServeCommand
{
    public static Command Create(CommandShell shell)
    {
        var roles = new Option<string?>("--roles") { Description = "What this process does: web, worker or web,worker (default: Host__Roles, else both).", HelpName = "ROLES" };
        var urls = new Option<string?>("--urls") { Description = "Addresses to listen on (default: ASPNETCORE_URLS, else http://localhost:5080; for a worker alone Host__WorkerUrls, else none).", HelpName = "URLS" };
        var command = new Command("serve", "Run the server; also what is done without a verb.") { roles, urls };
        shell.Handle(command, (parse, run) => ServeAsync(run, parse.GetValue(roles), parse.GetValue(urls)), isServer: true);
        return command;
    }

    private static async Task<int> ServeAsync(CommandRun run, string? rolesText, string? urls)
    {
        HostRoles? given = rolesText is null
            ? null
            : HostRolesText.Parse(rolesText) ?? throw CommandFailure.Usage($"--roles is {rolesText}: it must be web, worker or web,worker.");
        await using var host = await run.OpenHostAsync();
        var roles = given ?? host.Settings.Roles;
        await using var levels = LevelsFile.Follow(host.LogLevelsFile, run.Levels, run.Clock, run.Logs.CreateLogger<LevelsFile>());
        using var monitor = ProcessMonitor.Start(host, run.Clock, run.Logs);
        // Ends after the web server and before the monitor, which then still tells of its last chunks.
        await using var worker = roles.HasFlag(HostRoles.Worker) ? host.Get<WorkerProcess>() : null;
        if (worker is not null) await worker.StartAsync(run.Interrupted);
        await using var web = roles.HasFlag(HostRoles.Web)
            ? await WebServer.StartAsync(host, monitor, urls ?? host.Settings.Configuration["ASPNETCORE_URLS"] ?? "http://localhost:5080", run.Logs, run.Interrupted)
            : null;
        await using var watched = web is null && (urls ?? host.Settings.Configuration["Host:WorkerUrls"]) is { Length: > 0 } watch
            ? await WorkerServer.StartAsync(host, monitor, watch, run.Logs, run.Interrupted)
            : null;
        run.Messages.Line((web, watched) switch
        {
            (not null, _) => $"Listening on {string.Join(", ", web.Urls)}. Ctrl+C stops.",
            (_, not null) => $"Working; health and metrics on {string.Join(", ", watched.Urls)}. Ctrl+C stops.",
            _ => "Working. Ctrl+C stops.",
        });
        if (web is not null && host.Settings is { IsDevelopment: false, IsPublicHttps: false })
            run.Messages.Line("Nobody can sign in: outside Development the pages are for https only. Put a proxy with TLS before this server and set Host__PublicUrl to the address that people use, such as https://outbound.example.com.");
        if (web?.SetUpPath is { } path)
            run.Messages.Line($"Nobody can sign in yet. Create the first user within an hour: {(host.Settings.PublicUrl?.ToString() ?? web.Urls.First()).TrimEnd('/')}{path}");

        var stopped = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var signal = run.Interrupted.Register(stopped.SetResult);
        await stopped.Task;
        run.Messages.Line("Stopping.");
        return ExitCodes.Ended;
    }
}
