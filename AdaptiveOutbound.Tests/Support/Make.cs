using AdaptiveOutbound.Data;
using AdaptiveOutbound.Data.Jobs;

namespace AdaptiveOutbound.Tests.Support;

/// <summary>Writes workspaces, lanes and jobs for tests.</summary>
internal sealed class Make(EngineHost host)
{
    /// <summary>The host's own workspace.</summary>
    public Guid Workspace { get; set; }

    public async Task<Guid> WorkspaceAsync()
    {
        var id = Guid.CreateVersion7();
        await host.Database.Owner.ExecuteAsync("INSERT INTO outbound.workspaces (id, slug, name, created_at) VALUES ($1, $2, $2, now())", CancellationToken.None, id, $"w{id:N}");
        if (Workspace == default)
            Workspace = id;
        return id;
    }

    public Task<Guid> LaneAsync(string? type = null, string provider = "", Guid? workspace = null) =>
        host.Get<JobWriter>().LaneAsync(workspace ?? Workspace, type ?? host.Work.Type, provider, CancellationToken.None);

    /// <summary>A job with this many items, each with a record of its own.</summary>
    public async Task<Guid> JobAsync(int items = 1, JobSpec? spec = null)
    {
        spec ??= new JobSpec();
        var lane = spec.Lane ?? await LaneAsync(spec.Type, spec.Provider, spec.Workspace);
        var id = spec.Id ?? Guid.CreateVersion7();
        var job = new NewJob(id, lane, spec.Type ?? host.Work.Type, "Test", "{}", items, items + spec.Holds)
        {
            Priority = spec.Priority, ScheduledFor = spec.ScheduledFor, LeadsTo = spec.LeadsTo, OriginId = spec.OriginId,
        };
        await host.Get<JobWriter>().WriteAsync(spec.Workspace ?? Workspace, [job], [.. Items(id, lane, items, spec)], CancellationToken.None);
        return id;
    }

    private static IEnumerable<NewItem> Items(Guid job, Guid lane, int items, JobSpec spec) => Enumerable.Range(0, items).Select(_ =>
        new NewItem(Guid.CreateVersion7(), job, lane, spec.WithoutRecords ? null : Guid.CreateVersion7(), spec.Priority, spec.DueAt ?? spec.ScheduledFor));
}

/// <summary>What is special about a test's job.</summary>
internal sealed record JobSpec
{
    public Guid? Id { get; init; }
    public Guid? Lane { get; init; }
    public string? Type { get; init; }
    public string Provider { get; init; } = "";
    public Guid? Workspace { get; init; }
    public short Priority { get; init; } = 5;
    public int Holds { get; init; }
    public bool WithoutRecords { get; init; }
    public DateTimeOffset? DueAt { get; init; }
    public DateTimeOffset? ScheduledFor { get; init; }
    public Guid? LeadsTo { get; init; }
    public Guid? OriginId { get; init; }
}
