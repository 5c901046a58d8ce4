namespace AdaptiveOutbound.Bench;

/// <summary>A temporary file that goes with its owner.</summary>
internal sealed class ScratchFile : IDisposable
{
    public string Path { get; } = System.IO.Path.GetTempFileName();

    public void Dispose() => File.Delete(Path);
}
