using System.Text;
using System.Text.Json;
using AdaptiveOutbound.Jobs.Keys;
using NUnit.Framework;

namespace AdaptiveOutbound.Tests.Keys;

[TestFixture]
internal sealed class SealedKeyTests
{
    private static readonly byte[] Key = Encoding.ASCII.GetBytes("example-key-0001-abcd");
    private static readonly KeyIdentity Identity =
        new(Guid.Parse("0192f0c0-1111-7111-8111-111111111111"), "apollo", Guid.Parse("0192f0c0-2222-7222-8222-222222222222"), 2);

    // Made by another implementation of AES-GCM. Never change this file: installations hold bytes like these.
    public sealed record Answer(
        Guid WorkspaceId, string Provider, Guid KeyId, long Revision, int DataKeyVersion,
        string DataKey, string Nonce, string Key, string AssociatedData, string Sealed);

    private static Answer[] Answers()
    {
        using var file = typeof(SealedKeyTests).Assembly.GetManifestResourceStream(
            "AdaptiveOutbound.Tests.Keys.Answers.sealed-key-format-1.json")!;
        return JsonSerializer.Deserialize<Answer[]>(file, JsonSerializerOptions.Web)!;
    }

    [TestCaseSource(nameof(Answers))]
    public void Seals_and_opens_the_known_answers_of_format_1(Answer answer)
    {
        var identity = new KeyIdentity(answer.WorkspaceId, answer.Provider, answer.KeyId, answer.Revision);
        using var dataKey = new DataKey(answer.DataKeyVersion, Convert.FromHexString(answer.DataKey));
        var bytes = Convert.FromHexString(answer.Sealed);

        var opened = SealedKey.Open(identity, dataKey, bytes);
        var again = SealedKey.Seal(identity, dataKey, opened, Convert.FromHexString(answer.Nonce));

        Assert.Multiple(() =>
        {
            Assert.That(Encoding.ASCII.GetString(opened), Is.EqualTo(answer.Key));
            Assert.That(again, Is.EqualTo(bytes));
            Assert.That(
                Convert.ToHexStringLower(identity.AssociatedData(SealedKey.Format, answer.DataKeyVersion)),
                Is.EqualTo(answer.AssociatedData));
        });
    }

    [Test]
    public void Never_makes_the_same_bytes_twice()
    {
        using var dataKey = DataKey.Create(1);

        var made = Enumerable.Range(0, 1000).Select(_ => Convert.ToHexString(SealedKey.Seal(Identity, dataKey, Key))).ToHashSet();

        Assert.That(made, Has.Count.EqualTo(1000));
    }

    [Test]
    public void Fails_closed_on_every_changed_bit()
    {
        using var dataKey = DataKey.Create(1);
        var bytes = SealedKey.Seal(Identity, dataKey, Key);

        for (var bit = 0; bit < bytes.Length * 8; bit++)
        {
            var changed = bytes.ToArray();
            changed[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.That(() => SealedKey.Open(Identity, dataKey, changed), Throws.TypeOf<SealBrokenException>(), $"bit {bit}");
        }
    }

    [Test]
    public void Fails_closed_on_every_shorter_and_longer_form()
    {
        using var dataKey = DataKey.Create(1);
        var bytes = SealedKey.Seal(Identity, dataKey, Key);

        for (var length = 0; length < bytes.Length; length++)
            Assert.That(() => SealedKey.Open(Identity, dataKey, bytes.AsSpan(0, length)), Throws.TypeOf<SealBrokenException>(), $"{length}");
        Assert.That(() => SealedKey.Open(Identity, dataKey, [.. bytes, 0]), Throws.TypeOf<SealBrokenException>());
    }

    [TestCase((byte)0)]
    [TestCase((byte)2)]
    [TestCase((byte)255)]
    public void Refuses_a_format_that_it_does_not_know(byte format)
    {
        using var dataKey = DataKey.Create(1);
        var bytes = SealedKey.Seal(Identity, dataKey, Key);
        bytes[0] = format;

        Assert.That(() => SealedKey.DataKeyVersion(bytes), Throws.TypeOf<SealBrokenException>().With.Message.Contains("format"));
    }

    private static IEnumerable<TestCaseData> Strangers()
    {
        yield return new TestCaseData(Identity with { WorkspaceId = Guid.NewGuid() }).SetArgDisplayNames("other workspace");
        yield return new TestCaseData(Identity with { Provider = "sandbox" }).SetArgDisplayNames("other provider");
        yield return new TestCaseData(Identity with { Provider = "Apollo" }).SetArgDisplayNames("provider in other case");
        yield return new TestCaseData(Identity with { KeyId = Guid.NewGuid() }).SetArgDisplayNames("other key");
        yield return new TestCaseData(Identity with { Revision = 1 }).SetArgDisplayNames("older revision");
        yield return new TestCaseData(Identity with { Revision = 3 }).SetArgDisplayNames("newer revision");
    }

    [TestCaseSource(nameof(Strangers))]
    public void Opens_under_no_other_identity(object stranger)
    {
        using var dataKey = DataKey.Create(1);
        var bytes = SealedKey.Seal(Identity, dataKey, Key);

        Assert.That(() => SealedKey.Open((KeyIdentity)stranger, dataKey, bytes), Throws.TypeOf<SealBrokenException>());
    }

    [Test]
    public void Opens_with_no_other_data_key()
    {
        using var dataKey = DataKey.Create(1);
        using var sameVersion = DataKey.Create(1);
        using var otherVersion = new DataKey(2, dataKey.Bytes.ToArray());
        var bytes = SealedKey.Seal(Identity, dataKey, Key);

        Assert.That(() => SealedKey.Open(Identity, sameVersion, bytes), Throws.TypeOf<SealBrokenException>());
        Assert.That(() => SealedKey.Open(Identity, otherVersion, bytes), Throws.TypeOf<SealBrokenException>());
    }

    [Test]
    public void A_disposed_data_key_seals_nothing()
    {
        var dataKey = DataKey.Create(1);
        dataKey.Dispose();

        Assert.That(() => SealedKey.Seal(Identity, dataKey, Key), Throws.TypeOf<ObjectDisposedException>());
    }
}
