using System.Diagnostics;
using System.Runtime.Versioning;
using AdaptiveOutbound.Tests.Support;
using NUnit.Framework;

namespace AdaptiveOutbound.Tests.Releases;

/// <summary>How the <c>outbound</c> of an installed release reads <c>outbound.env</c>: as systemd does for the units, or not at all.</summary>
[UnsupportedOSPlatform("windows")]
internal sealed class SettingsFilesTests
{
    private string _installation = null!;

    [SetUp]
    public async Task InstallAsync()
    {
        _installation = Directory.CreateTempSubdirectory("outbound-settings-").FullName;
        var release = Path.Combine(_installation, "releases", "1.0.0");
        var program = Path.Combine(release, "app", "AdaptiveOutbound.Web");
        Directory.CreateDirectory(Path.GetDirectoryName(program)!);
        File.Copy(Path.Combine(Repository.Root, "deploy/archive/outbound"), Path.Combine(release, "outbound"));
        await File.WriteAllTextAsync(program, "#!/bin/sh\nprintf '[%s]' \"$Setting\" \"$Other\"\n");
        File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserExecute);
    }

    [TearDown]
    public void Remove() => Directory.Delete(_installation, recursive: true);

    // What systemd 252 and later make of each.
    [TestCase("Setting=/srv/x", "/srv/x")]
    [TestCase("  Setting=/srv/x \t ", "/srv/x")]
    [TestCase("Setting=/srv/x\r", "/srv/x")]
    [TestCase("Setting=  a b = c # d", "a b = c # d")]
    [TestCase("Setting=it's \"so\"", "it's \"so\"")]
    [TestCase("Setting=", "")]
    [TestCase("Setting=\"\"", "")]
    [TestCase("Setting=\"a; b \" \r", "a; b ")]
    [TestCase("Setting=\"it's\"", "it's")]
    [TestCase("""Setting="a\"b\\c\$d\`e\f\\" """, """a"b\c$d`e\f\""")]
    [TestCase("""Setting="$HOME `id`" """, "$HOME `id`")]
    [TestCase("""Setting='a"b\c' """, """a"b\c""")]
    [TestCase("Setting=first\nSetting=later", "later")]
    [TestCase("# Setting=a\n ; Setting=b\n\n \t\r\nSetting=c", "c")]
    public async Task A_line_means_what_it_means_to_systemd(string lines, string value)
    {
        await WriteAsync($"{lines}\nOther=after");

        var end = await RunAsync();

        Assert.That((end.ExitCode, end.Out), Is.EqualTo((0, $"[{value}][after]")), end.Error);
    }

    [TestCase("Setting", "is no NAME=VALUE")]
    [TestCase("Setting: SECRET", "is no NAME=VALUE")]
    [TestCase("1Setting=SECRET", "is no NAME=VALUE")]
    [TestCase("export Setting=SECRET", "is no NAME=VALUE")]
    [TestCase("""Setting=SECRET\x""", "backslash outside")]
    [TestCase("Setting=SECRET\\\nmore", "backslash outside")]
    [TestCase("Setting=\"SECRET\" # why", "no quote at its end")]
    [TestCase("Setting='SECRET'x", "no quote at its end")]
    [TestCase("Setting=\"SECRET\"\"x\"", "no quote at its end")]
    [TestCase("Setting=\"SECRET", "no quote at its end")]
    [TestCase("""Setting="SECRET\" """, "no quote at its end")]
    [TestCase("Setting='SECRET\nmore'", "no quote at its end")]
    [TestCase("Setting=SECRET\rOther=x", "carriage return")]
    [TestCase("# why\\\nSetting=SECRET", "ends with a backslash")]
    public async Task A_line_that_systemd_would_read_otherwise_is_refused_by_its_number_alone(string lines, string why)
    {
        await WriteAsync($"Other=before\n{lines}");

        var end = await RunAsync();

        Assert.That((end.ExitCode, end.Out), Is.EqualTo((1, "")));
        Assert.That(end.Error, Does.StartWith($"Line 2 of {_installation}/outbound.env").And.Contain(why).And.Not.Contain("SECRET"));
    }

    [Test]
    public async Task The_environment_wins()
    {
        await WriteAsync("Setting=\"of the file\"\nOther=\"of the file\"");

        Assert.That((await RunAsync(("Setting", "given"))).Out, Is.EqualTo("[given][of the file]"));
    }

    private Task WriteAsync(string text) => File.WriteAllTextAsync(Path.Combine(_installation, "outbound.env"), text);

    private async Task<ProgramEnd> RunAsync(params (string Name, string Value)[] given)
    {
        var start = new ProcessStartInfo("bash", [Path.Combine(_installation, "releases/1.0.0/outbound")]) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in given) start.Environment[name] = value;
        using var process = Process.Start(start)!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        return new ProgramEnd(process.ExitCode, await output, await error);
    }
}
