using AdaptiveOutbound.Data.Operations;
using AdaptiveOutbound.Jobs;
using AdaptiveOutbound.Jobs.Lanes;
using Microsoft.Extensions.DependencyInjection;

namespace AdaptiveOutbound.Tests.Support;

/// <summary><c>work APP SYSTEM</c>: a worker on a given database, with work that writes effects; runs until its input ends or it is killed.</summary>
internal static class WorkerProcessMode
{
    public static async Task<int> RunAsync(string app, string system)
    {
        await using var database = await OutboundDatabase.OpenAsync(
            new DatabaseOptions { Outbound = app, OutboundSystem = system, CheckRole = false }, TimeProvider.System, _ => { }, CancellationToken.None);
        var work = new ScriptedWork { BatchSize = 100, Run = EffectsAsync };
        await using var services = new ServiceCollection().AddOutboundEngine(database, new WorkerOptions()).AddSingleton<IJobWork>(work).BuildServiceProvider();
        await using var worker = services.GetRequiredService<WorkerProcess>();
        await worker.StartAsync(CancellationToken.None);
        Console.WriteLine("ready");
        await Console.In.ReadToEndAsync();
        return 0;
    }

    private static async Task EffectsAsync(Batch batch, Data.Lanes.BatchCommit commit, CancellationToken cancellationToken)
    {
        commit.Effects.Add(new EffectOfItems(batch));
        await Task.Delay(50, cancellationToken); // as a provider would take; leaves time to be killed in the middle
        await ScriptedWork.EndAll(batch, commit, cancellationToken);
    }
}
