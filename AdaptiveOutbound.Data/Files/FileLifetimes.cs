namespace AdaptiveOutbound.Data.Files;

/// <summary>How long stored files are kept.</summary>
/// <param name="UploadDays">Uploads.</param>
/// <param name="ExportDays">Exports and their error files.</param>
internal sealed record FileLifetimes(int UploadDays = 30, int ExportDays = 7)
{
    /// <summary>When a file of this kind that is made now expires.</summary>
    public DateTimeOffset ExpiryOf(string kind, DateTimeOffset now) => now.AddDays(kind == FileKinds.Upload ? UploadDays : ExportDays);
}
