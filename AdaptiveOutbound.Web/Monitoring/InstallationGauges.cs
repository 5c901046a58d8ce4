using System.Diagnostics.Metrics;
using AdaptiveOutbound.Jobs.Monitoring;

namespace AdaptiveOutbound.Web.Monitoring;

/// <summary>Gauges of the whole installation: each process tells the same, as the database has it.</summary>
internal sealed class InstallationGauges(FreshFigures figures)
{
    /// <summary>Adds them to the meter.</summary>
    public void AddTo(Meter meter)
    {
        meter.CreateObservableGauge("outbound.database.up", () => Read() is null ? 0 : 1, description: "Whether the database gave the figures of the installation.");
        Gauge(meter, "outbound.workers", "{worker}", "Worker processes that are alive.", f => One(f.Engine.Workers));
        Gauge(meter, "outbound.worker.slots", "{slot}", "Chunks that all workers can run at once.", f => One(f.Engine.Slots));
        Gauge(meter, "outbound.lanes.waiting", "{lane}", "Lanes with due items.", f => One(f.Engine.LanesWaiting));
        Gauge(meter, "outbound.backlog.items", "{item}", "Due items, counted up to 100000.", f => One(f.Engine.Backlog));
        Gauge(meter, "outbound.chunks", "{chunk}", "Open chunks.",
            f => [new(f.Engine.ChunksQueued, Tag("status", "queued")), new(f.Engine.ChunksProcessing, Tag("status", "processing"))]);
        Gauge(meter, "outbound.queue.items", "{item}", "Due items by queue, of 100000 that are counted.", f => f.Queues.Select(q => new Measurement<double>(q.Items, Tag("queue", q.Queue))));
        Gauge(meter, "outbound.queue.lanes", "{lane}", "Lanes with due items by queue.", f => f.Queues.Select(q => new Measurement<double>(q.Lanes, Tag("queue", q.Queue))));
        Gauge(meter, "outbound.oldest.wait", "s", "Age of the due item that waits longest, by queue.", f => f.Queues.Select(q => new Measurement<double>(
            q.Oldest is { } oldest ? Math.Max(0, (f.Engine.Now - oldest).TotalSeconds) : 0, Tag("queue", q.Queue))));
        Gauge(meter, "outbound.permits.left", "{permit}", "Permits left, of limited keys; at most 100 of them.", f => f.Limits.Where(l => l.Left is not null)
            .Select(l => new Measurement<double>(l.Left!.Value, Tag("key", l.Fingerprint), Tag("endpoint", l.Endpoint))));
        Gauge(meter, "outbound.permits.blocked", "{key}", "Keys at endpoints that may not call now because the provider said so.", f => One(f.Limits.Count(l => l.BlockedUntil is not null)));
        Gauge(meter, "outbound.work.rests", "", "1 while all work rests after a restore, until jobs resume --all.", f => One(f.Engine.Rests ? 1 : 0));
        Gauge(meter, "outbound.database.connections", "{connection}", "Connections to the database's server, of all that use it.", f => One(f.Connections.Used));
        Gauge(meter, "outbound.database.connections.max", "{connection}", "Connections that the database's server takes.", f => One(f.Connections.Most));
        Gauge(meter, "outbound.maintenance.age", "s", "Time since a nightly run last ended, by its name.",
            f => f.Maintenance.Select(m => new Measurement<double>((f.Engine.Now - m.LastRunAt).TotalSeconds, Tag("name", m.Name))));
        Gauge(meter, "outbound.backup.age", "s", "Time since the last backup; missing while there was none.", f => f.BackupAt is { } at ? One((f.Engine.Now - at).TotalSeconds) : []);
    }

    private void Gauge(Meter meter, string name, string unit, string description, Func<InstallationFigures, IEnumerable<Measurement<double>>> values) =>
        meter.CreateObservableGauge<double>(name, () => Read() is { } read ? values(read) : [], unit, description);

    // A scrape has asked already, so this waits only on the thread that sends to a collector, which is there for nothing else.
    private InstallationFigures? Read() => figures.ReadAsync(CancellationToken.None).GetAwaiter().GetResult();

    private static Measurement<double>[] One(double value) => [new(value)];

    private static KeyValuePair<string, object?> Tag(string name, string value) => new(name, value);
}
