namespace AdaptiveOutbound.Data.Operations.Embedded;

/// <summary>Who uses the server: a file for each user, locked while it lives. To be called with the cluster's lock held.</summary>
internal sealed class ClusterClients(string directory)
{
    /// <summary>Adds this process; what it gets stays locked until it is deleted or the process ends.</summary>
    public FileLock Register()
    {
        var name = $"{Environment.ProcessId}-{Guid.NewGuid():N}";
        return FileLock.TryTake(Path.Combine(directory, name)) ?? throw new InvalidOperationException("A new client file is held by nobody else.");
    }

    /// <summary>How many users live; the files of dead ones are removed.</summary>
    public int CountLiving()
    {
        if (!Directory.Exists(directory)) return 0;

        var living = 0;
        foreach (var file in Directory.GetFiles(directory))
        {
            if (FileLock.TryTake(file) is { } abandoned) abandoned.Delete();
            else living++;
        }

        return living;
    }
}
