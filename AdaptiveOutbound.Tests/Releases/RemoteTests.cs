using System.Diagnostics;
using System.Runtime.Versioning;
using AdaptiveOutbound.Tests.Support;
using NUnit.Framework;

namespace AdaptiveOutbound.Tests.Releases;

/// <summary><c>deploy/remote</c>, as the workflows call it, with stand-ins for ssh and scp that lead to a folder of this machine.</summary>
[UnsupportedOSPlatform("windows")]
internal sealed class RemoteTests
{
    private string _root = null!;

    private string Host => Path.Combine(_root, "host");

    [SetUp]
    public void Prepare()
    {
        _root = Directory.CreateTempSubdirectory("outbound-remote-").FullName;
        foreach (var folder in new[] { "bin", "deploy", "artifacts", "host" }) Directory.CreateDirectory(Path.Combine(_root, folder));
        Write("bin/ssh", "exec bash -c \"${@: -1}\"");
        Write("bin/scp", """
            files=()
            while [ $# -gt 1 ]; do
              case $1 in -q) ;; -i | -o) shift ;; *) files+=("$1") ;; esac
              shift
            done
            cp "${files[@]}" "${1#*:}"
            """);
        foreach (var script in new[] { "release", "preview" }) Write($"deploy/{script}", "printf '%s\\n' \"$(basename \"$0\")\" \"$@\" >> \"$SAID\"; exit \"${CODE:-0}\"");
        foreach (var file in new[] { "outbound-1.2.3-linux-x64.tar.gz", "SHA256SUMS" }) File.WriteAllText(Path.Combine(_root, "artifacts", file), "");
    }

    [TearDown]
    public void Remove() => Directory.Delete(_root, recursive: true);

    [Test]
    public async Task The_approval_of_whoever_gave_it_is_signed()
    {
        Assert.That(await RunAsync(["release", "artifacts", "1.2.3"], ("APPROVED_BY", "ada, grace o'h")), Is.Zero);

        Assert.That(Said()[^2..], Is.EqualTo(new[] { "--signed", "approval=ada, grace o'h" }));
    }

    [TestCase("release", "artifacts", "1.2.3")]
    [TestCase("preview", "artifacts", "1.2.3")]
    [TestCase("remove-preview")]
    public async Task Where_nobody_approved_nothing_is_signed_and_nothing_stays_behind(params string[] arguments)
    {
        Assert.That(await RunAsync(arguments), Is.Zero);

        Assert.That(Said(), Has.Length.GreaterThanOrEqualTo(3).And.None.EqualTo("--signed"));
        Assert.That(Directory.EnumerateFileSystemEntries(Path.Combine(Host, "inbox")), Is.Empty);
    }

    [Test]
    public async Task A_release_that_fails_fails_here_too_and_leaves_no_files()
    {
        Assert.That(await RunAsync(["release", "artifacts", "1.2.3"], ("CODE", "7")), Is.EqualTo(7));

        Assert.That(Directory.EnumerateFileSystemEntries(Path.Combine(Host, "inbox")), Is.Empty);
    }

    [Test]
    public async Task Two_runs_share_no_folder()
    {
        await Task.WhenAll(RunAsync(["remove-preview"], ("SAID", Path.Combine(_root, "one"))), RunAsync(["remove-preview"], ("SAID", Path.Combine(_root, "two"))));

        // Each script ran from the folder of its own run, which nobody else took away.
        Assert.That((File.Exists(Path.Combine(_root, "one")), File.Exists(Path.Combine(_root, "two"))), Is.EqualTo((true, true)));
    }

    private string[] Said() => File.ReadAllLines(Path.Combine(_root, "said"));

    private async Task<int> RunAsync(string[] arguments, params (string Name, string Value)[] more)
    {
        var start = new ProcessStartInfo(Path.Combine(Repository.Root, "deploy/remote"), arguments) { WorkingDirectory = _root };
        start.Environment["PATH"] = $"{Path.Combine(_root, "bin")}:{start.Environment["PATH"]}";
        foreach (var (name, value) in new[]
        {
            ("SAID", Path.Combine(_root, "said")), ("BRANCH", "feature/one"), ("DEPLOY_HOST", "host"), ("DEPLOY_USER", "root"), ("DEPLOY_DIRECTORY", Host), ("DEPLOY_KEY", "key"),
            ("DEPLOY_KNOWN_HOSTS", "hosts"), ("APPROVED_BY", ""),
        }.Concat(more))
            start.Environment[name] = value;
        using var process = Process.Start(start)!;
        await process.WaitForExitAsync();
        return process.ExitCode;
    }

    private void Write(string file, string lines)
    {
        var path = Path.Combine(_root, file);
        File.WriteAllText(path, $"#!/usr/bin/env bash\nset -euo pipefail\n{lines}\n");
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }
}
