namespace AdaptiveOutbound.Data.Operations.Embedded;

/// <summary>A file held exclusively; the system lets it go when its process ends, however it ends.</summary>
internal sealed class FileLock : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);
    private readonly FileStream stream;

    private FileLock(FileStream stream) => this.stream = stream;

    /// <summary>Takes the lock, or gives null when somebody holds it.</summary>
    public static FileLock? TryTake(string path)
    {
        try
        {
            var options = new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, Share = FileShare.None, BufferSize = 0 };
            // Nobody else may open it: whoever can open a file can hold its lock.
            if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            return new FileLock(new FileStream(path, options));
        }
        catch (IOException e) when (IsHeld(e))
        {
            return null;
        }
    }

    /// <summary>Waits for the lock; null when <paramref name="limit"/> passes first. <paramref name="waiting"/> is called once when there is a wait.</summary>
    public static async Task<FileLock?> TakeAsync(
        string path, TimeSpan limit, TimeProvider clock, Action waiting, CancellationToken cancellationToken)
    {
        var start = clock.GetTimestamp();
        var told = false;
        while (true)
        {
            if (TryTake(path) is { } taken) return taken;

            var elapsed = clock.GetElapsedTime(start);
            if (elapsed > limit) return null;
            if (!told && elapsed > TimeSpan.FromSeconds(2))
            {
                told = true;
                waiting();
            }

            await Task.Delay(Pause, clock, cancellationToken);
        }
    }

    /// <summary>Lets the lock go and removes its file.</summary>
    public void Delete()
    {
        File.Delete(stream.Name);
        Dispose();
    }

    public void Dispose() => stream.Dispose();

    // EWOULDBLOCK on Linux and on macOS, ERROR_SHARING_VIOLATION on Windows: other failures are not a held lock.
    private static bool IsHeld(IOException e) => e.HResult is 11 or 35 or unchecked((int)0x80070020);
}
