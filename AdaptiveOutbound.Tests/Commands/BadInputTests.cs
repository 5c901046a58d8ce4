using System.IO.Compression;
using NUnit.Framework;

namespace AdaptiveOutbound.Tests.Commands;

/// <summary>Files that cannot be used: a message that names them, and nothing half-written.</summary>
[TestFixture]
internal sealed class BadInputTests : CommandFixture
{
    [TestCase("Company,Website\n", 1, "header_only")]
    [TestCase("", 1, "is empty")]
    [TestCase("Company,Website\n\"never closed,a.example\nB,b.example\n", 1, "line 2", "unclosed_quote")]
    [TestCase("Colour,Size\nred,4\n", 1, "no_enrichable_column")]
    public async Task A_file_that_is_no_list_is_refused(string text, int exitCode, params string[] says)
    {
        var end = await Program.RunAsync("enrich", Write("bad.csv", text));

        Assert.That(end.ExitCode, Is.EqualTo(exitCode));
        foreach (var word in says.Prepend("bad.csv")) Assert.That(end.Error, Does.Contain(word));
        Assert.That(Directory.GetFiles(Files, "bad.*"), Has.Length.EqualTo(1));
    }

    [Test]
    public async Task A_zip_is_called_what_it_is()
    {
        var path = Path.Combine(Files, "zipped.csv");
        await using (var zip = await ZipFile.OpenAsync(path, ZipArchiveMode.Create)) zip.CreateEntry("list.csv");

        var end = await Program.RunAsync("enrich", path);

        Assert.That(end.ExitCode, Is.EqualTo(1));
        Assert.That(end.Error, Does.Contain("zipped.csv").And.Contain("not_csv"));
    }

    [TestCase("Websit=domain", "map_unknown_column")]
    [TestCase("Website=colour", "map_unknown_field")]
    public async Task A_map_that_does_not_fit_is_wrong_usage(string map, string code)
    {
        var end = await Program.RunAsync("enrich", Companies("map.csv", 2), "--map", map);

        Assert.That(end.ExitCode, Is.EqualTo(2));
        Assert.That(end.Error, Does.Contain("map.csv").And.Contain(code));
    }

    [Test]
    public async Task What_is_no_file_is_named()
    {
        var missing = await Program.RunAsync("enrich", Path.Combine(Files, "nowhere.csv"));
        var directory = await Program.RunAsync("enrich", Files);

        Assert.That((missing.ExitCode, directory.ExitCode), Is.EqualTo((1, 1)));
        Assert.That(missing.Error, Does.Contain("There is no file").And.Contain("nowhere.csv"));
        Assert.That(directory.Error, Does.Contain("is a directory"));
    }

    [Test]
    public async Task The_input_is_never_the_output()
    {
        var input = Companies("same.csv", 2);
        File.CreateSymbolicLink(Path.Combine(Files, "link.csv"), input);
        var direct = await Program.RunAsync("enrich", input, "--output", Path.Combine(Files, ".", "same.csv"));
        var linked = await Program.RunAsync("enrich", input, "--output", Path.Combine(Files, "link.csv"));

        Assert.That((direct.ExitCode, linked.ExitCode), Is.EqualTo((2, 2)));
        Assert.That(direct.Error, Does.Contain("would overwrite the input"));
    }

    [Test]
    public async Task A_place_that_cannot_be_written_is_refused_before_any_work()
    {
        var end = await Program.RunAsync("enrich", Companies("place.csv", 2), "--output", Path.Combine(Files, "no", "such", "folder.csv"));

        Assert.That(end.ExitCode, Is.EqualTo(1));
        Assert.That(end.Error, Does.Contain("folder.csv cannot be written").And.Not.Contain("Job "));
    }

    [Test]
    public async Task A_pipe_is_neither_read_nor_replaced()
    {
        var pipe = Path.Combine(Files, "pipe.csv");
        using (var made = System.Diagnostics.Process.Start("mkfifo", [pipe]))
            await made.WaitForExitAsync();

        var input = await Program.RunAsync("enrich", pipe);
        var output = await Program.RunAsync("enrich", Companies("piped.csv", 2), "--output", pipe);

        Assert.That(input.ExitCode, Is.EqualTo(1));
        Assert.That(input.Error, Does.Contain("pipe.csv is no regular file"));
        Assert.That(output.ExitCode, Is.EqualTo(1));
        Assert.That(output.Error, Does.Contain("would be replaced").And.Not.Contain("Job "));
    }

    [Test]
    public async Task A_backup_is_neither_written_into_a_pipe_nor_restored_from_one()
    {
        var pipe = Path.Combine(Files, "pipe.backup");
        using (var made = System.Diagnostics.Process.Start("mkfifo", [pipe]))
            await made.WaitForExitAsync();

        var backup = await Program.RunAsync("db", "backup", pipe, "--force");
        var restore = await Program.RunAsync("db", "restore", pipe, "--yes");

        Assert.That((backup.ExitCode, restore.ExitCode), Is.EqualTo((1, 1)));
        Assert.That(backup.Error, Does.Contain("no regular file and would be replaced: no backup was made"));
        Assert.That(restore.Error, Does.Contain("no regular file: nothing was restored"));
    }

    [Test]
    public async Task An_unknown_workspace_and_a_provider_without_key_are_told()
    {
        var input = Companies("who.csv", 2);
        var workspace = await Program.RunAsync("enrich", input, "--workspace", "nobody");
        var key = await Program.RunAsync("enrich", input, "--provider", "apollo");

        Assert.That((workspace.ExitCode, key.ExitCode), Is.EqualTo((1, 1)));
        Assert.That(workspace.Error, Does.Contain("There is no workspace nobody"));
        Assert.That(key.Error, Does.Contain("no key for apollo"));
    }

    [Test]
    public async Task An_unknown_job_cannot_be_resumed()
    {
        var end = await Program.RunAsync("enrich", "--resume", "019a2f63-1c5e-7b1a-9d55-0c4f6f6a2e11");

        Assert.That(end.ExitCode, Is.EqualTo(1));
        Assert.That(end.Error, Does.Contain("no job 019a2f63"));
    }
}
