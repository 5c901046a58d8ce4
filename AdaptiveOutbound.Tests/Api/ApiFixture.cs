using System.Text.Json;
using AdaptiveOutbound.Jobs.Tokens;
using AdaptiveOutbound.Tests.Commands;
using NUnit.Framework;

namespace AdaptiveOutbound.Tests.Api;

/// <summary>A served program without a worker, whose workspace <c>demo</c> has an import with refused lines, enriched records, an export and contacts.</summary>
internal abstract class ApiFixture : CommandFixture
{
    protected const string Demo = "demo";

    protected ServedProgram Api { get; private set; } = null!;

    /// <summary>Token of an owner of demo.</summary>
    protected string Owner { get; private set; } = null!;

    /// <summary>The routes, with ids of demo.</summary>
    protected ApiWalk Walk { get; private set; } = null!;

    [OneTimeSetUp]
    public async Task ServeAsync()
    {
        SetUpProgram();
        Program.Environment["Host__RequestsPerMinute"] = "100000";
        await ConfigureAsync();
        var import = await FillAsync(Demo);
        Owner = await TokenAsync("owner");
        Api = await ServedProgram.StartAsync(Program);
        Walk = await ApiWalk.ReadAsync(Api, Owner);
        await Walk.KnowAsync(import);
        await RunSqlAsync("INSERT INTO outbound.schedule_runs (id, workspace_id, schedule_id, due_at, fired_at, outcome) SELECT gen_random_uuid(), workspace_id, id, now(), now(), 'nothing_to_do' FROM outbound.schedules, generate_series(1, 2)");
    }

    [OneTimeTearDown]
    public async Task StopAsync() => await Api.DisposeAsync();

    /// <summary>What the program needs beyond; called before it starts.</summary>
    protected virtual Task ConfigureAsync() => Task.CompletedTask;

    /// <summary>Imports, enriches and exports a few companies, whose names a spreadsheet would run, in a workspace, two lines of which are refused; the import's id.</summary>
    protected async Task<string> FillAsync(string workspace)
    {
        var file = Write($"{workspace}.csv", "Company,Website\n" + string.Concat(Enumerable.Range(0, 4).Select(n => $"=1+{n},{workspace}-{n}.example\n")) + "=Bad,not a domain\nWorse,nor this\n");
        var run = await Program.RunAsync("enrich", file, "--provider", "sandbox", "--json", "--workspace", workspace);
        Assert.That(run.Out, Is.Not.Empty, run.Error);
        return JsonDocument.Parse(run.Out).RootElement.GetProperty("jobId").GetString()!;
    }

    /// <summary>What a workspace holds, a line a table: rows and a hash of them. When tokens were used is left out.</summary>
    protected Task<string> StateAsync(string workspace) => ScalarAsync($$"""
        CREATE OR REPLACE FUNCTION pg_temp.state(w uuid) RETURNS text LANGUAGE plpgsql AS $$
        DECLARE t text; line text; lines text := '';
        BEGIN
            FOR t IN SELECT table_name FROM information_schema.columns WHERE table_schema = 'outbound' AND column_name = 'workspace_id' AND table_name <> 'api_tokens' ORDER BY 1 LOOP
                EXECUTE format('SELECT count(*) || '' '' || coalesce(md5(string_agg(x::text, '' '' ORDER BY x::text)), '''') FROM outbound.%I x WHERE workspace_id = $1', t) INTO line USING w;
                lines := lines || t || ' ' || line || E'\n';
            END LOOP;
            RETURN lines;
        END $$;
        SELECT pg_temp.state(id) FROM outbound.workspaces WHERE slug = '{{workspace}}'
        """);
}
