using AdaptiveOutbound.Data.Operations.Embedded;

namespace AdaptiveOutbound.Tests.Support;

/// <summary>The folder of one run, locked while the run lives, so that the next run can clean up after one that was killed.</summary>
internal sealed class TestDirectory
{
    private readonly FileLock held;

    private TestDirectory(string path, FileLock held) => (Path, this.held) = (path, held);

    /// <summary>The folder; its subfolders are clusters.</summary>
    public string Path { get; }

    private static string Parent => System.IO.Path.Combine(System.IO.Path.GetTempPath(), "outbound-tests-" + Environment.UserName);

    /// <summary>Makes the folder of this run.</summary>
    public static TestDirectory Create()
    {
        Directory.CreateDirectory(Parent);
        var path = System.IO.Path.Combine(Parent, $"{Environment.ProcessId}-{Guid.NewGuid():N}");
        var held = FileLock.TryTake(path + ".lock") ?? throw new InvalidOperationException("Another run took the folder of this one.");
        Directory.CreateDirectory(path);
        return new TestDirectory(path, held);
    }

    /// <summary>Stops the servers of runs that were killed and removes their files.</summary>
    public static async Task RemoveAbandonedAsync()
    {
        if (!Directory.Exists(Parent)) return;

        foreach (var file in Directory.GetFiles(Parent, "*.lock"))
        {
            if (FileLock.TryTake(file) is { } abandoned)
                await new TestDirectory(System.IO.Path.ChangeExtension(file, null), abandoned).RemoveAsync();
        }
    }

    /// <summary>Stops what runs in the folder and removes it.</summary>
    public async Task RemoveAsync()
    {
        if (Directory.Exists(Path))
        {
            foreach (var cluster in Directory.GetDirectories(Path)) await StopAsync(cluster);
            Directory.Delete(Path, recursive: true);
        }

        held.Delete();
    }

    private static async Task StopAsync(string cluster)
    {
        var options = new EmbeddedOptions { Directory = cluster, Unsafe = true };
        await EmbeddedCluster.StopAbandonedAsync(options, TimeProvider.System, CancellationToken.None);
    }
}
