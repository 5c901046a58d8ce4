using System.Diagnostics;
using System.Runtime.Versioning;
using AdaptiveOutbound.Jobs.Keys;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.DependencyInjection;
using NUnit.Framework;

namespace AdaptiveOutbound.Tests.Keys;

[TestFixture]
internal sealed class KeyRingTests
{
    private const string Key = "example-key-0001-abcd";
    private readonly MemoryKeyStore _store = new();
    private string _data = null!;

    [SetUp]
    public void SetUp() => _data = Directory.CreateTempSubdirectory("outbound-ring-").FullName;

    [TearDown]
    public void TearDown()
    {
        Directory.Delete(_data, recursive: true);
        _store.Keys.Clear();
        _store.DataKeys.Clear();
    }

    private Custody Start(Action<KeyRingOptions>? ring = null) => new(_store, _data, ring);

    private async Task SetInAnEarlierProcessAsync(Action<KeyRingOptions>? ring = null)
    {
        using var before = Start(ring);
        await before.SetAsync(Key);
    }

    [Test]
    public async Task Opens_after_a_restart()
    {
        await SetInAnEarlierProcessAsync();
        using var after = Start();

        Assert.That(await after.RevealAsync(), Is.EqualTo(Key));
    }

    [Test]
    [Platform(Exclude = "Win")]
    [UnsupportedOSPlatform("windows")]
    public void Keeps_others_out_of_its_directory_when_the_cookies_ring_is_made_first()
    {
        var ring = Path.Combine(_data, "ring");
        var services = new ServiceCollection().AddCookieRing(new KeyRingOptions { Directory = ring }).BuildServiceProvider();

        services.GetRequiredService<Microsoft.AspNetCore.DataProtection.IDataProtectionProvider>().CreateProtector("cookie").Protect([1]);

        Assert.That(new[] { ring, Path.Combine(ring, "cookies") }.Select(File.GetUnixFileMode), Is.All.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute));
    }

    [Test]
    [Platform(Exclude = "Win")]
    [UnsupportedOSPlatform("windows")]
    public async Task Keeps_others_out_of_its_directory_and_files()
    {
        await SetInAnEarlierProcessAsync();
        var ring = Path.Combine(_data, "ring");

        Assert.That(File.GetUnixFileMode(ring), Is.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute));
        Assert.That(Directory.GetFiles(ring), Has.Length.GreaterThanOrEqualTo(2));
        Assert.That(
            Directory.GetFiles(ring).Select(File.GetUnixFileMode),
            Is.All.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite));
    }

    [Test]
    [Platform("Linux")]
    public async Task Belongs_to_the_account_of_its_folder_whoever_makes_it()
    {
        // What root makes is root's, as when an administrator sets a key before the service has made its ring.
        if (Environment.IsPrivilegedProcess) await RunAsync("chown", "65534", _data);

        await SetInAnEarlierProcessAsync();

        var owners = await RunAsync("stat", ["--format=%u", _data, Path.Combine(_data, "ring"), .. Directory.GetFiles(Path.Combine(_data, "ring"))]);
        Assert.That(owners.Split('\n', StringSplitOptions.RemoveEmptyEntries).Distinct().Count(), Is.EqualTo(1), owners);
    }

    private static async Task<string> RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true })!;
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.That(process.ExitCode, Is.Zero, program);
        return output;
    }

    [Test]
    public async Task Uses_aes_256_gcm()
    {
        await SetInAnEarlierProcessAsync();

        Assert.That(File.ReadAllText(Directory.GetFiles(Path.Combine(_data, "ring"), "*.xml").Single()), Does.Contain("AES_256_GCM"));
    }

    [Test]
    public void Unwraps_for_no_other_workspace_and_no_other_version()
    {
        using var custody = Start();
        var wrapper = custody.Get<IKeyWrapper>();
        var dataKey = new byte[DataKey.Size];
        var wrapped = wrapper.Wrap(custody.Workspace, 1, dataKey);

        Assert.That(wrapper.Unwrap(custody.Workspace, 1, wrapped), Is.EqualTo(dataKey));
        Assert.That(() => wrapper.Unwrap(Guid.NewGuid(), 1, wrapped), Throws.TypeOf<KeyRingLostException>());
        Assert.That(() => wrapper.Unwrap(custody.Workspace, 2, wrapped), Throws.TypeOf<KeyRingLostException>());
    }

    [Test]
    public async Task A_lost_ring_shows_in_the_list_fails_typed_and_is_healed_by_setting_the_key_again()
    {
        await SetInAnEarlierProcessAsync();
        Directory.Delete(Path.Combine(_data, "ring"), recursive: true);
        using var after = Start();

        Assert.That((await after.SeeAsync()).Status, Is.EqualTo(KeyStatus.NeedsReentry));
        Assert.That(
            () => after.RevealAsync(),
            Throws.TypeOf<KeyRingLostException>().With.Message.Contains("needs_reentry").And.Property("Code").EqualTo("needs_reentry"));
        Assert.That(_store.Keys.Values.Single().Metadata.Status, Is.EqualTo(KeyStatus.NeedsReentry));
        Assert.That(Directory.Exists(after.RingDirectory), Is.False, "opening must not make a ring");

        await after.SetAsync("another-key-0002-efgh");

        Assert.That(await after.RevealAsync(), Is.EqualTo("another-key-0002-efgh"));
        Assert.That((await after.SeeAsync()).Status, Is.EqualTo(KeyStatus.Active));
        Assert.That(_store.Keys.Values.Single().DataKeyVersion, Is.EqualTo(2));
    }

    [Test]
    public async Task A_ring_that_comes_back_opens_its_keys_without_a_restart()
    {
        await SetInAnEarlierProcessAsync();
        var ring = Path.Combine(_data, "ring");
        Directory.Move(ring, $"{ring}.away");
        using var after = Start();
        Assert.That(() => after.RevealAsync(), Throws.TypeOf<KeyRingLostException>());
        Directory.Move($"{ring}.away", ring);

        Assert.That(await after.RevealAsync(), Is.EqualTo(Key));
        Assert.That((await after.SeeAsync()).Status, Is.EqualTo(KeyStatus.Unverified));
    }

    [Test]
    public async Task A_running_process_opens_what_another_one_wrapped_with_a_newer_ring()
    {
        using var first = Start();
        await first.SetAsync(Key);
        await first.RevealAsync();
        foreach (var file in Directory.GetFiles(first.RingDirectory, "*.xml")) File.Move(file, $"{file}.away");
        var other = Guid.NewGuid();
        using (var second = Start()) await second.SetAsync("another-key-0002-efgh", other);

        Assert.That(await first.RevealAsync(other), Is.EqualTo("another-key-0002-efgh"));
    }

    [Test]
    public async Task A_ring_that_cannot_be_read_blames_no_key()
    {
        await SetInAnEarlierProcessAsync();
        var ring = Path.Combine(_data, "ring");
        using var after = Start();
        var file = Directory.GetFiles(ring, "*.xml").Single();
        File.Move(file, $"{file}.away");
        File.CreateSymbolicLink(file, "missing");

        Assert.That(() => after.RevealAsync(), Throws.TypeOf<KeyRingUnavailableException>());
        Assert.That((await after.SeeAsync()).Status, Is.EqualTo(KeyStatus.Active));
    }

    [Test]
    public void Refuses_to_start_in_production_without_a_certificate()
    {
        using var custody = Start();

        Assert.That(() => custody.Get<KeyRing>().EnsureFitFor("Development"), Throws.Nothing);
        Assert.That(
            () => custody.Get<KeyRing>().EnsureFitFor("Production"),
            Throws.TypeOf<KeyRingUnfitException>().With.Message.Contains("Keys:Ring:CertificatePath"));
    }

    [Test]
    public void A_certificate_that_cannot_be_read_is_no_wrong_password()
    {
        var path = Path.Combine(_data, "folder.pfx");
        Directory.CreateDirectory(path);

        Assert.That(() => KeyRingCertificate.Read(new KeyRingOptions { CertificatePath = path }), Throws.TypeOf<KeyRingUnfitException>().With.Message.Contains("cannot be read by this account").And.Message.Not.Contains("password"));
    }

    [Test]
    public async Task Production_takes_a_ring_that_a_certificate_protects()
    {
        var certificate = RingCertificates.Rsa(_data, "first");
        await SetInAnEarlierProcessAsync(certificate);
        using var custody = Start(certificate);

        Assert.That(() => custody.Get<KeyRing>().EnsureFitFor("Production"), Throws.Nothing);
        Assert.That(await custody.RevealAsync(), Is.EqualTo(Key));
        Assert.That(File.ReadAllText(Directory.GetFiles(custody.RingDirectory, "*.xml").Single()), Does.Not.Contain("masterKey"));
    }

    [Test]
    public async Task Production_refuses_ring_keys_from_before_the_certificate()
    {
        await SetInAnEarlierProcessAsync();
        using var custody = Start(RingCertificates.Rsa(_data, "first"));

        Assert.That(
            () => custody.Get<KeyRing>().EnsureFitFor("Production"),
            Throws.TypeOf<KeyRingUnfitException>().With.Message.Contains("in clear"));
    }

    [Test]
    [Platform(Exclude = "Win")]
    [UnsupportedOSPlatform("windows")]
    public async Task Production_refuses_a_directory_that_everybody_may_enter()
    {
        var certificate = RingCertificates.Rsa(_data, "first");
        await SetInAnEarlierProcessAsync(certificate);
        using var custody = Start(certificate);
        File.SetUnixFileMode(custody.RingDirectory, (UnixFileMode)0b111_101_101);

        Assert.That(
            () => custody.Get<KeyRing>().EnsureFitFor("Production"),
            Throws.TypeOf<KeyRingUnfitException>().With.Message.Contains("chmod"));
    }

    [Test]
    public async Task Another_certificate_opens_nothing_and_the_right_one_still_does()
    {
        var right = RingCertificates.Rsa(_data, "right");
        await SetInAnEarlierProcessAsync(right);
        using (var wrong = Start(RingCertificates.Rsa(_data, "wrong")))
            Assert.That(() => wrong.RevealAsync(), Throws.TypeOf<KeyRingLostException>());
        using (var none = Start())
            Assert.That(() => none.RevealAsync(), Throws.TypeOf<KeyRingLostException>());
        using var again = Start(right);

        Assert.That(await again.RevealAsync(), Is.EqualTo(Key));
    }

    [Test]
    public async Task An_expired_certificate_goes_on_opening()
    {
        var expired = RingCertificates.Rsa(_data, "expired", daysLeft: -1);
        await SetInAnEarlierProcessAsync(expired);
        using var custody = Start(expired);

        Assert.That(await custody.RevealAsync(), Is.EqualTo(Key));
    }

    [Test]
    public void Refuses_a_certificate_that_cannot_open()
    {
        var wrongPassword = RingCertificates.Rsa(_data, "locked");
        File.WriteAllText(Path.Combine(_data, "locked.pfx.password"), "wrong");
        foreach (var unfit in new[] { wrongPassword, RingCertificates.Keyless(_data), RingCertificates.Elliptic(_data) })
        {
            using var custody = Start(unfit);
            Assert.That(custody.Get<KeyRing>, Throws.TypeOf<KeyRingUnfitException>());
        }
    }

    [Test]
    public void Checks_its_options_all_at_once()
    {
        using var custody = Start(o =>
        {
            o.Directory = "ring";
            o.CertificatePath = Path.Combine(_data, "none.pfx");
            o.CertificatePasswordFile = Path.Combine(_data, "none.txt");
        });

        Assert.That(
            () => custody.Get<IOptions<KeyRingOptions>>().Value,
            Throws.TypeOf<OptionsValidationException>().With.Property("Failures").Count.EqualTo(3));
    }
}
