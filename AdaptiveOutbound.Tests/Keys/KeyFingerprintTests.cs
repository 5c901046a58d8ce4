using AdaptiveOutbound.Jobs.Keys;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using NUnit.Framework;

namespace AdaptiveOutbound.Tests.Keys;

[TestFixture]
internal sealed class KeyFingerprintTests
{
    private string _data = null!;

    [SetUp]
    public void SetUp() => _data = Directory.CreateTempSubdirectory("outbound-pepper-").FullName;

    [TearDown]
    public void TearDown() => Directory.Delete(_data, recursive: true);

    // RFC 4231, case 2.
    [Test]
    public void Is_the_first_half_of_the_hash_in_hex() =>
        Assert.That(KeyFingerprint.Of("Jefe"u8, "what do ya want for nothing?"u8), Is.EqualTo("5bdcc146bf60754e"));

    [Test]
    public async Task Processes_that_race_get_one_pepper()
    {
        for (var round = 0; round < 20; round++)
        {
            var directory = Path.Combine(_data, $"{round}");
            using var start = new Barrier(8);
            var peppers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Factory.StartNew(
                () =>
                {
                    using var ring = Ring(directory);
                    start.SignalAndWait();
                    return Convert.ToHexString(Pepper(ring).ReadOrCreateAsync(CancellationToken.None).GetAwaiter().GetResult());
                },
                TaskCreationOptions.LongRunning)));

            Assert.That(peppers.Distinct().Count(), Is.EqualTo(1));
        }
    }

    [Test]
    public void A_pepper_that_was_cut_short_is_not_replaced_in_silence()
    {
        using var ring = Ring(_data);
        File.WriteAllBytes(Path.Combine(_data, "fingerprint-pepper"), new byte[7]);

        Assert.That(
            () => Pepper(ring).ReadOrCreateAsync(CancellationToken.None),
            Throws.TypeOf<KeyRingUnavailableException>().With.Message.Contains("backup"));
    }

    private static KeyRing Ring(string directory) =>
        new(Options.Create(new KeyRingOptions { Directory = directory }), NullLoggerFactory.Instance);

    private static FingerprintPepper Pepper(KeyRing ring) => new(ring, TimeProvider.System);
}
