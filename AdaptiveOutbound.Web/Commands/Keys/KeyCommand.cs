using System.CommandLine;
using AdaptiveOutbound.Jobs.Keys;
using AdaptiveOutbound.Jobs.Providers;

namespace AdaptiveOutbound.Web.Commands.Keys;

/// <summary><c>key set|test|remove PROVIDER</c>. A key is never an argument: those are seen by every account of the machine.</summary>
internal static class KeyCommand
{
    public static Command Create(CommandShell shell) => new("key", "A workspace's own keys at providers.")
    {
        Verb(shell, "set", "Read a key from standard input, ask the provider about it, and keep it sealed.", SetAsync),
        Verb(shell, "test", "Ask the provider what the stored key may do.", TestAsync),
        Verb(shell, "remove", "Remove the stored key.", RemoveAsync),
    };

    private static Command Verb(CommandShell shell, string name, string description, Func<CommandRun, string, string, Task<int>> body)
    {
        var provider = new Argument<string>("PROVIDER") { Description = "apollo" };
        var workspace = Arguments.Workspace();
        var command = new Command(name, description) { provider, workspace };
        shell.Handle(command, (parse, run) => body(run, Known(parse.GetRequiredValue(provider)), parse.GetRequiredValue(workspace)));
        return command;
    }

    private static string Known(string provider) => KeyProviders.All.Contains(provider, StringComparer.Ordinal)
        ? provider
        : throw CommandFailure.Usage($"There is no provider {provider} that takes a key: use {string.Join(" or ", KeyProviders.All)}.");

    private static async Task<int> SetAsync(CommandRun run, string provider, string slug)
    {
        var entered = await KeyEntry.ReadAsync(run, provider);
        try
        {
            await using var host = await run.OpenHostAsync();
            var workspace = await run.WorkspaceAsync(host, slug);
            var result = await host.Get<SetKey>().ExecuteAsync(workspace, provider, entered, CommandRun.By, run.Interrupted);
            return result switch
            {
                SetKeyResult.Stored stored => Show(run, stored),
                SetKeyResult.Refused refused => throw new CommandFailure($"{refused.Message} Nothing was changed ({refused.Code})."),
                _ => throw new System.Diagnostics.UnreachableException(),
            };
        }
        finally
        {
            Array.Clear(entered);
        }
    }

    private static int Show(CommandRun run, SetKeyResult.Stored stored)
    {
        var key = stored.Key;
        if (run.Json) run.WriteJson(KeyView.From(key));
        else run.Out.WriteLine($"{key.Provider}: stored the key ending in {key.LastFour} (fingerprint {key.Fingerprint}), {Words(key.Status)}. {stored.Message}");
        return ExitCodes.Ended;
    }

    private static async Task<int> TestAsync(CommandRun run, string provider, string slug)
    {
        await using var host = await run.OpenHostAsync();
        var workspace = await run.WorkspaceAsync(host, slug);
        var key = (await host.Get<ListKeys>().ExecuteAsync(workspace, run.Interrupted)).FirstOrDefault(k => k.Provider == provider)
            ?? throw new CommandFailure($"The workspace {slug} has no key for {provider}: set one with ./outbound key set {provider} --workspace {slug}.");
        var test = await host.Get<TestKey>().ExecuteAsync(workspace, provider, CommandRun.By, run.Interrupted);
        KeyReport.Write(run, key, test);
        return test.Verdict == KeyVerdict.Accepted ? ExitCodes.Ended : ExitCodes.Failed;
    }

    private static async Task<int> RemoveAsync(CommandRun run, string provider, string slug)
    {
        await using var host = await run.OpenHostAsync();
        var workspace = await run.WorkspaceAsync(host, slug);
        var removed = await host.Get<RemoveKey>().ExecuteAsync(workspace, provider, CommandRun.By, run.Interrupted);
        if (run.Json) run.WriteJson(new { provider, removed });
        else run.Out.WriteLine(removed ? $"Removed the key for {provider}." : $"The workspace {slug} has no key for {provider}: nothing to remove.");
        return ExitCodes.Ended;
    }

    private static string Words(KeyStatus status) => status switch
    {
        KeyStatus.Active => "active",
        KeyStatus.Unverified => "not verified yet",
        KeyStatus.Rejected => "rejected",
        _ => "to be entered again",
    };
}
