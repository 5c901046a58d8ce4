using System.Runtime.InteropServices;
using AdaptiveOutbound.Bench.Engine;

namespace AdaptiveOutbound.Bench;

/// <summary>Runs round after round and prints a line for each; everything else goes to standard error.</summary>
internal static class BenchCommand
{
    public static async Task<int> RunAsync(string[] arguments)
    {
        if (BenchArguments.Parse(arguments) is not { } asked)
        {
            await Console.Error.WriteLineAsync(BenchArguments.Usage);
            return 2;
        }
        // Interrupted, it still ends what it started and removes its folder.
        using var stop = new CancellationTokenSource();
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Cancel);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Cancel);
        try
        {
            return await RunAsync(asked, stop.Token);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return 130;
        }

        void Cancel(PosixSignalContext signal)
        {
            signal.Cancel = true;
            stop.Cancel();
        }
    }

    private static async Task<int> RunAsync(BenchArguments asked, CancellationToken cancellationToken)
    {
        await using var database = await BenchDatabase.StartAsync(cancellationToken);
        var run = new BenchRun(database);
        var ok = true;
        for (var round = 1; round <= asked.Rounds; round++)
        {
            foreach (var name in asked.Names)
            {
                var line = await run.RoundAsync(name, round, cancellationToken);
                ok &= line.Audit == "ok";
                Console.WriteLine(BenchJson.Write(line));
            }
        }
        return ok ? 0 : 1;
    }
}

/// <summary>One round: the product in a process and a database of its own, then the peers on the same server.</summary>
internal sealed class BenchRun(BenchDatabase database)
{
    public const string ChildVerb = "--app";

    public async Task<BenchLine> RoundAsync(string name, int round, CancellationToken cancellationToken)
    {
        await Console.Error.WriteLineAsync($"{name}, round {round}");
        var (made, connections) = await database.CreateAsync(cancellationToken);
        var start = ChildProcess.Ours("AdaptiveOutbound.Bench.dll", ChildVerb, name);
        start.Environment["ConnectionStrings__Outbound"] = connections.App;
        start.Environment["ConnectionStrings__OutboundSystem"] = connections.System;
        start.Environment["ConnectionStrings__OutboundOwner"] = connections.Owner;
        var measured = BenchJson.Read(await ChildProcess.ReadAsync(start, cancellationToken));
        Dictionary<string, double> peers = [];
        if (name == "engine")
            await EnginePeers.RunAsync(peers, database.PeerConnection(made), cancellationToken);
        return new(name, round, Rounded(measured.Value), name == "engine" ? "jobs/s" : name == "enrich" ? "records/s" : "s", peers,
            peers.ToDictionary(p => p.Key, p => Math.Round(measured.Value / p.Value, 2)), Math.Round(measured.MemoryMb), measured.Audit);
    }

    private static double Rounded(double value) => value < 1000 ? Math.Round(value, 1) : Math.Round(value);
}
