namespace AdaptiveOutbound.Data.Operations.Backups;

/// <summary>A backup could not be made, read or restored; the message says what is the case, what was not done and what to do, and is shown as it stands.</summary>
public sealed class BackupException : Exception
{
    /// <summary>For no stated reason.</summary>
    public BackupException()
    {
    }

    /// <summary>With a message for people.</summary>
    public BackupException(string message)
        : base(message)
    {
    }

    /// <summary>With a message for people, and what led to it.</summary>
    public BackupException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
