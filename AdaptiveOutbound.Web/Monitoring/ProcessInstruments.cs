using System.Diagnostics.Metrics;
using AdaptiveOutbound.Jobs.Jobs;
using AdaptiveOutbound.Jobs.Lanes;
using AdaptiveOutbound.Jobs.Monitoring;

namespace AdaptiveOutbound.Web.Monitoring;

/// <summary>What this process tells of itself beyond its work.</summary>
internal sealed class ProcessInstruments
{
    private static readonly string[] Classes = ["1xx", "2xx", "3xx", "4xx", "5xx"];

    private readonly Counter<long> _responses;
    private readonly Telemetry _telemetry;

    public ProcessInstruments(Telemetry telemetry, LoopBeats beats, JobEvents events)
    {
        _telemetry = telemetry;
        _responses = telemetry.Meter.CreateCounter<long>("outbound.http.responses", "{response}", "Answers of this process, by class of status.");
        telemetry.Meter.CreateObservableGauge("outbound.event.readers", () => events.Readers, "{reader}", "Open event streams of this process.");
        telemetry.Meter.CreateObservableGauge<double>("outbound.loop.age", () => beats.Ages().Select(beat => new Measurement<double>(beat.Age.TotalSeconds, new KeyValuePair<string, object?>("loop", beat.Loop))),
            "s", "Time since a loop of this worker last looked without an error.");
    }

    /// <summary>Counts to nought what may happen: what first appears with 1 looks to a monitor as if it had not happened.</summary>
    /// <param name="providers">Those that this process may ask.</param>
    public void Begin(IReadOnlyList<string> providers)
    {
        for (var status = 100; status < 600; status += 100) Count(status, 0);
        foreach (var kind in RepairKinds.All) _telemetry.Repairs.Count(kind, 0);
        _telemetry.Begin(providers);
    }

    /// <summary>An answer went out.</summary>
    public void Count(int status, int count = 1) => _responses.Add(count, new KeyValuePair<string, object?>("class", Classes[Math.Clamp(status / 100, 1, 5) - 1]));
}
