using System.Diagnostics;
using System.Globalization;
using AdaptiveOutbound.Bench.Engine;
using AdaptiveOutbound.Bench.Enrichment;
using AdaptiveOutbound.Bench.Imports;

namespace AdaptiveOutbound.Bench;

/// <summary>The process under measurement.</summary>
internal static class BenchChild
{
    public static async Task<int> RunAsync(string name)
    {
        await using var app = await BenchApp.OpenAsync(CancellationToken.None);
        var (value, audit) = name switch
        {
            "engine" => await new EngineBench(app).RunAsync(CancellationToken.None),
            "enrich" => await new EnrichBench(app).RunAsync(CancellationToken.None),
            _ => await new ImportBench(app).RunAsync(CancellationToken.None),
        };
        using var self = Process.GetCurrentProcess();
        await Console.Error.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{name}: {value:0.##}, {self.TotalProcessorTime.TotalSeconds:0.0} s of CPU, audit {audit}"));
        Console.WriteLine(BenchJson.Write(new Measured(value, PeakMb(self), audit)));
        return 0;
    }

    /// <summary>The most memory that this process ever had in use.</summary>
    private static double PeakMb(Process self)
    {
        if (!OperatingSystem.IsLinux())
            return self.PeakWorkingSet64 / 1e6;
        var line = File.ReadLines("/proc/self/status").First(l => l.StartsWith("VmHWM:", StringComparison.Ordinal));
        return double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2], CultureInfo.InvariantCulture) * 1024 / 1e6;
    }
}
