using Microsoft.Extensions.Logging;
using System.Diagnostics;
using AdaptiveOutbound.Data;
using AdaptiveOutbound.Data.Jobs;
using AdaptiveOutbound.Data.Operations;
using AdaptiveOutbound.Jobs;
using AdaptiveOutbound.Jobs.Lanes;
using AdaptiveOutbound.Jobs.Operations;
using Microsoft.Extensions.DependencyInjection;

var n = args.Length > 0 ? int.Parse(args[0], null) : 50_000;
await using var db = await OutboundDatabase.OpenAsync(new DatabaseOptions { Outbound = Environment.GetEnvironmentVariable("ConnectionStrings__Outbound"), OutboundSystem = Environment.GetEnvironmentVariable("ConnectionStrings__OutboundSystem"), OutboundOwner = Environment.GetEnvironmentVariable("ConnectionStrings__OutboundOwner"), CheckRole = false }, TimeProvider.System, Console.Error.WriteLine, default);
await MigrateDatabase.ExecuteAsync(db.Connections, "Development", default);
await using var services = new ServiceCollection().AddOutboundEngine(db, new WorkerOptions()).AddLogging(b => b.AddSimpleConsole().SetMinimumLevel(LogLevel.Warning)).BuildServiceProvider();
var ws = Guid.CreateVersion7();
await using (var o = Npgsql.NpgsqlDataSource.Create(OwnerSession.AsGroup(db.Connections.RequireOwner())))
    await o.ExecuteAsync("insert into outbound.workspaces(id,slug,name,created_at) values ($1,$2,$2,now())", default, ws, "w" + ws.ToString("N")[..20]);
var writer = services.GetRequiredService<JobWriter>();
var lane = await writer.LaneAsync(ws, JobTypes.Noop, "", default);
for (var i = 0; i < n; i += 1000)
{
    var ids = Enumerable.Range(0, Math.Min(1000, n - i)).Select(_ => Guid.CreateVersion7()).ToArray();
    await writer.WriteAsync(ws, [.. ids.Select(id => new NewJob(id, lane, JobTypes.Noop, "noop", "{}", 1, 1))], [.. ids.Select(id => new NewItem(Guid.CreateVersion7(), id, lane, null))], default);
}
await using var worker = services.GetRequiredService<WorkerProcess>();
var sw = Stopwatch.StartNew();
await worker.StartAsync(default);
long left;
do
{
    await Task.Delay(50);
    left = (await db.System.QueryAsync("select case when exists(select from outbound.job_items where lane_id=$1 and state=0) or exists (select from outbound.chunks where status='processing') then 1 else 0 end", r => (long)r.GetInt32(0), default, lane))[0];
} while (left > 0 && sw.Elapsed.TotalSeconds < 10);
Console.WriteLine($"{n / sw.Elapsed.TotalSeconds:0}/s left {left} {sw.Elapsed}");
return 0;
