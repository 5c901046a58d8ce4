using AdaptiveOutbound.Data.Operations;

namespace AdaptiveOutbound.Web.Commands.Operations;

/// <summary><c>db verify-rls</c>: exit code 1 when a single check fails.</summary>
internal static class DbVerifyRls
{
    public static async Task<int> RunAsync(CommandRun run)
    {
        await using var host = await run.OpenHostAsync();
        var checks = await RowSecurityProof.RunAsync(host.Database.App, run.Interrupted);
        var holds = checks.All(c => c.Faults.Count == 0);
        if (run.Json) run.WriteJson(new { holds, tables = checks.Select(c => new { table = c.Table, c.Faults }) });
        else WriteLines(run, checks);
        return holds ? ExitCodes.Ended : ExitCodes.Failed;
    }

    private static void WriteLines(CommandRun run, IReadOnlyList<RowSecurityCheck> checks)
    {
        foreach (var check in checks)
            run.Out.WriteLine($"{check.Table,-28} {(check.Faults.Count == 0 ? "ok" : string.Join("; ", check.Faults))}");
        var bad = checks.Count(c => c.Faults.Count > 0);
        run.Out.WriteLine(bad == 0
            ? $"Row-level security holds on all {checks.Count} tables."
            : $"Row-level security does NOT hold on {bad} of {checks.Count} tables: run ./outbound db migrate, and restore the policies that were changed by hand.");
    }
}
