using AdaptiveOutbound.Jobs.Keys;
using AdaptiveOutbound.Jobs.Providers;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace AdaptiveOutbound.Tests.Keys;

/// <summary>Custody as the host puts it together, over a directory and a store that may outlive it.</summary>
internal sealed class Custody : IDisposable
{
    private readonly ServiceProvider _services;
    private readonly bool _ownsDirectory;

    public Custody(MemoryKeyStore? store = null, string? data = null, Action<KeyRingOptions>? ring = null)
    {
        Store = store ?? new MemoryKeyStore();
        _ownsDirectory = data is null;
        Data = data ?? Directory.CreateTempSubdirectory("outbound-keys-").FullName;
        var services = new ServiceCollection();
        services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Trace).AddProvider(Logs));
        services.AddSingleton<TimeProvider>(Clock);
        services.AddSingleton<IKeyStore>(Store);
        services.AddSingleton<KeyVerifier>((provider, key, ct) => Verify(provider, key, ct));
        services.AddKeys(_ => Data).Configure(ring ?? (_ => { }));
        _services = services.BuildServiceProvider();
    }

    public MemoryKeyStore Store { get; }

    public string Data { get; }

    public string RingDirectory => Path.Combine(Data, "ring");

    public LogCapture Logs { get; } = new();

    public FakeTimeProvider Clock { get; } = new(new DateTimeOffset(2026, 11, 23, 8, 0, 0, TimeSpan.Zero));

    public KeyVerifier Verify { get; set; } = Says(KeyVerdict.Accepted);

    public Guid Workspace { get; } = Guid.Parse("0192f0c0-1111-7111-8111-111111111111");

    public static KeyVerifier Says(KeyVerdict verdict, string message = "The provider said so.") =>
        (_, _, _) => Task.FromResult(new KeyTest(verdict, message, [], [], null));

    public T Get<T>() where T : notnull => _services.GetRequiredService<T>();

    public Task<SetKeyResult> SetAsync(string key, Guid? workspace = null, string provider = "apollo") =>
        Get<SetKey>().ExecuteAsync(workspace ?? Workspace, provider, key.AsMemory(), "ada@example.com", CancellationToken.None);

    public Task<string> RevealAsync(Guid? workspace = null) => Get<ProviderKeys>().UseAsync(
        workspace ?? Workspace, "apollo", (key, _) => Task.FromResult(key.Reveal()), CancellationToken.None);

    public async Task<KeyMetadata> SeeAsync() =>
        (await Get<ListKeys>().ExecuteAsync(Workspace, CancellationToken.None)).Single();

    public void Dispose()
    {
        _services.Dispose();
        if (_ownsDirectory) Directory.Delete(Data, recursive: true);
    }
}
