namespace AdaptiveOutbound.Data.Operations;

/// <summary>The database cannot be used; the message is one sentence that says what to do and is shown to people as it stands.</summary>
public sealed class DatabaseUnavailableException : Exception
{
    /// <summary>A database that cannot be used, for no stated reason.</summary>
    public DatabaseUnavailableException()
    {
    }

    /// <summary>A database that cannot be used, and what to do about it.</summary>
    public DatabaseUnavailableException(string message)
        : base(message)
    {
    }

    /// <summary>A database that cannot be used, what to do about it, and what led to it.</summary>
    public DatabaseUnavailableException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
