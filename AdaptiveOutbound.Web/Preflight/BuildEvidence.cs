using System.Text.Json;
using AdaptiveOutbound.Data.Operations;
using AdaptiveOutbound.Web.Releases;
using AdaptiveOutbound.Web.Commands;

namespace AdaptiveOutbound.Web.Preflight;

/// <summary>Which tests were run of a commit; written by <c>./outbound test</c>, and carried along by an archive.</summary>
internal sealed record TestNote(string Tests, string Commit, int Passed, int Failed, DateTimeOffset At);

/// <summary>What the archive says of itself.</summary>
internal sealed record ReleaseNote(string Version, string Commit, DateTimeOffset BuiltAt, TestNote? Tests, TestNote? LongTests);

/// <summary>What is known of this build: of an archive by its <c>release.json</c>, of a checkout by <c>TestResults</c>.</summary>
internal sealed class BuildEvidence
{
    private static readonly JsonSerializerOptions Camel = new(JsonSerializerDefaults.Web);
    private readonly string? _commit;
    private readonly TestNote? _tests, _longTests;

    private BuildEvidence(string? commit, TestNote? tests, TestNote? longTests) => (_commit, _tests, _longTests) = (commit, tests, longTests);

    /// <summary>The folder of the archive or checkout that this program is part of; null when it is part of neither.</summary>
    public static string? Root { get; } = Ancestors(AppContext.BaseDirectory).FirstOrDefault(d => File.Exists(Path.Combine(d, "release.json")) || File.Exists(Path.Combine(d, "outbound.sln")));

    public static BuildEvidence Read()
    {
        if (Root is null) return new(null, null, null);
        if (Note<ReleaseNote>(Path.Combine(Root, "release.json")) is { } release) return new(release.Commit, release.Tests, release.LongTests);
        // The SDK writes the commit after a plus.
        var commit = ProductVersion.Text.Split('+') is [_, var sha] ? sha : null;
        return new(commit, Note<TestNote>(Path.Combine(Root, "TestResults", "short.json")), Note<TestNote>(Path.Combine(Root, "TestResults", "long.json")));
    }

    public Check Tests() => Of("tests", _tests, "./outbound test");

    public Check LongTests() => Of("end-to-end", _longTests, "./outbound test long");

    public Check Commit() => string.IsNullOrEmpty(_commit)
        ? Check.CannotTell("build", $"{ProductVersion.Text} was not built from a commit as it stands", "commit, then build the release with ./outbound publish")
        : Check.Pass("build", $"{ProductVersion.Text} was built from commit {Short(_commit)}");

    private Check Of(string name, TestNote? note, string command) => note switch
    {
        null => Check.CannotTell(name, $"nothing says that {command} was run", $"run {command} on this commit, then publish"),
        { Failed: > 0 } => Check.Fail(name, $"{note.Failed} of {note.Passed + note.Failed} tests failed at {note.At:u}", $"mend them, and run {command} again"),
        _ when note.Commit.Length == 0 || note.Commit != _commit => Check.CannotTell(name, $"{command} passed at {note.At:u}, but not on this commit as it stands", $"commit, and run {command} again"),
        _ => Check.Pass(name, $"{note.Passed} tests passed on commit {Short(note.Commit)} at {note.At:u}"),
    };

    private static string Short(string commit) => commit.Length > 8 ? commit[..8] : commit;

    private static T? Note<T>(string file) where T : class
    {
        try
        {
            return File.Exists(file) ? JsonSerializer.Deserialize<T>(File.ReadAllText(file), Camel) : null;
        }
        catch (JsonException e)
        {
            throw new CommandFailure($"{file} cannot be read ({e.Message}): make the archive or run the tests anew. Nothing was done.");
        }
    }

    private static IEnumerable<string> Ancestors(string folder)
    {
        for (var d = new DirectoryInfo(folder); d is not null; d = d.Parent) yield return d.FullName;
    }
}
