using System.Diagnostics;
using System.Globalization;
using AdaptiveOutbound.Data;
using AdaptiveOutbound.Data.Jobs;
using AdaptiveOutbound.Data.Operations;
using AdaptiveOutbound.Data.Operations.Embedded;
using AdaptiveOutbound.Jobs;
using AdaptiveOutbound.Jobs.Lanes;
using AdaptiveOutbound.Jobs.Operations;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;

var n = args.Length > 0 ? int.Parse(args[0], null) : 50_000;
var rounds = args.Length > 1 ? int.Parse(args[1], null) : 3;
var dir = Environment.GetEnvironmentVariable("BENCH_DATA") ?? "/tmp/wtbench-data";
var options = new DatabaseOptions { Directory = dir };
var fresh = !Directory.Exists(dir);
if (fresh)
{
    Directory.CreateDirectory(dir);
    await using (var db0 = await OutboundDatabase.OpenAsync(options, TimeProvider.System, Console.Error.WriteLine, default)) { }
    File.AppendAllText(Path.Combine(dir, "postgres/server/data/postgresql.conf"), "\nshared_preload_libraries='pg_stat_statements,auto_explain'\npg_stat_statements.track='all'\n");
}
await using var db = await OutboundDatabase.OpenAsync(options, TimeProvider.System, Console.Error.WriteLine, default);
await MigrateDatabase.ExecuteAsync(db.Connections, "Development", default);
await using var cluster = await EmbeddedCluster.OpenAsync(new EmbeddedOptions { Directory = Path.Combine(dir, "postgres") }, TimeProvider.System, Console.Error.WriteLine, null, default);
await using var su = NpgsqlDataSource.Create(cluster.SuperuserConnection("outbound"));
await su.ExecuteAsync("create extension if not exists pg_stat_statements", default);
if (Environment.GetEnvironmentVariable("EXPLAIN") is { } ms)
    await su.ExecuteAsync($"alter system set auto_explain.log_min_duration={ms}; alter system set auto_explain.log_analyze=on; alter system set auto_explain.log_buffers=on; alter system set auto_explain.log_nested_statements=on; select pg_reload_conf()", default);
else await su.ExecuteAsync("alter system set auto_explain.log_min_duration=-1; select pg_reload_conf()", default);
await using var services = new ServiceCollection().AddOutboundEngine(db, new WorkerOptions()).AddLogging(b => b.AddSimpleConsole().SetMinimumLevel(LogLevel.Warning)).BuildServiceProvider();
var writer = services.GetRequiredService<JobWriter>();
await using var worker = services.GetRequiredService<WorkerProcess>();
await worker.StartAsync(default);
await RunAsync(2000);
for (var r = 0; r < rounds; r++)
    await RunAsync(n);
return 0;

async Task RunAsync(int n)
{
var ws = Guid.CreateVersion7();
await su.ExecuteAsync("insert into outbound.workspaces(id,slug,name,created_at) values ($1,$2,$2,now())", default, ws, "w" + ws.ToString("N")[..20]);
var lane = await writer.LaneAsync(ws, JobTypes.Noop, "", default);
await su.ExecuteAsync("update outbound.lanes set paused=true where id=$1", default, lane);
for (var i = 0; i < n; i += 1000)
{
    var ids = Enumerable.Range(0, Math.Min(1000, n - i)).Select(_ => Guid.CreateVersion7()).ToArray();
    await writer.WriteAsync(ws, [.. ids.Select(id => new NewJob(id, lane, JobTypes.Noop, "noop", "{}", 1, 1))], [.. ids.Select(id => new NewItem(Guid.CreateVersion7(), id, lane, null))], default);
}
await Task.Delay(1500);
await su.ExecuteAsync("select pg_stat_statements_reset()", default);
var p0 = Cpu.Postgres(); var n0 = Process.GetCurrentProcess().TotalProcessorTime; var a0 = Cpu.All();
var perf = n > 2000 && Environment.GetEnvironmentVariable("PERF") is { } o ? Process.Start("perf", $"record -e cpu-clock -F 500 -g -a -o {o} -- sleep 60") : null; if (perf is not null) await Task.Delay(500);
var sw = Stopwatch.StartNew();
await su.ExecuteAsync("with u as (update outbound.lanes set paused=false where id=$1) select pg_notify('outbound_lanes',$1::text)", default, lane);
while ((await su.QueryAsync("select coalesce(sum(items),0) from outbound.chunks where lane_id=$1", q => q.GetInt64(0), default, lane))[0] < n)
    await Task.Delay(10);
var s = sw.Elapsed.TotalSeconds; if (perf is not null) Process.Start("kill", $"-INT {perf.Id}");
var p1 = Cpu.Postgres(); var n1 = Process.GetCurrentProcess().TotalProcessorTime; var a1 = Cpu.All();
var pg = p1 - p0; var net = (n1 - n0).TotalSeconds;
Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{n} {n / s:0}/s {s:0.00}s pg {pg:0.00}s ({pg / n * 1000:0.000} ms/job) net {net:0.00}s ({net / n * 1000:0.000} ms/job) other {a1 - a0 - pg - net:0.00}s"));
if (n > 2000)
foreach (var row in await su.QueryAsync("select calls, total_exec_time, rows, left(regexp_replace(query,'\\s+',' ','g'),110) from pg_stat_statements order by total_exec_time desc limit 9", q => $"  {q.GetInt64(0),6} {q.GetDouble(1),8:0}ms {q.GetInt64(2),6} {q.GetString(3)}", default))
    Console.WriteLine(row);
}

internal static class Cpu
{
    public static double Postgres()
    {
        double sum = 0;
        var port = "wtbench"; _ = port;
        var root = Directory.GetDirectories("/proc").Where(d => int.TryParse(Path.GetFileName(d), out _)).ToList();
        var master = File.ReadLines(Path.Combine(Environment.GetEnvironmentVariable("BENCH_DATA") ?? "/tmp/wtbench-data", "postgres/server/data/postmaster.pid")).First();
        foreach (var d in root)
        {
            try
            {
                var f = File.ReadAllText(d + "/stat"); var x = f[(f.LastIndexOf(')') + 2)..].Split(' ');
                if (Path.GetFileName(d) == master) sum += (double.Parse(x[11], null) + double.Parse(x[12], null) + double.Parse(x[13], null) + double.Parse(x[14], null)) / 100;
                else if (x[1] == master) sum += (double.Parse(x[11], null) + double.Parse(x[12], null)) / 100;
            }
            catch (IOException) { }
        }
        return sum;
    }
    public static double All() { var x = File.ReadLines("/proc/stat").First().Split(' ', StringSplitOptions.RemoveEmptyEntries); return (double.Parse(x[1], null) + double.Parse(x[2], null) + double.Parse(x[3], null)) / 100; }
}
