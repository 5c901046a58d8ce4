using System.Text;
using AdaptiveOutbound.Jobs.Keys;
using NUnit.Framework;

namespace AdaptiveOutbound.Tests.Keys;

[TestFixture]
internal sealed class KeyInputTests
{
    [TestCase("abc", "abc")]
    [TestCase("  abc\t", "abc")]
    [TestCase("abc\n", "abc")]
    [TestCase("abc\r\n", "abc")]
    [TestCase(" abc \n", "abc")]
    [TestCase("abc\n  ", "abc")]
    [TestCase("\u00a0abc\u00a0", "abc")]
    [TestCase("abc\n\n", "abc\n")]
    [TestCase(" \n", "")]
    public void Takes_off_white_space_and_one_line_break(string entered, string expected) =>
        Assert.That(KeyInput.Trim(entered).ToString(), Is.EqualTo(expected));

    [TestCase("", "key_empty")]
    [TestCase("abc\n", "key_control_character")]
    [TestCase("\nabc", "key_control_character")]
    [TestCase("ab\r\nX-Other: c", "key_control_character")]
    [TestCase("ab\0c", "key_control_character")]
    [TestCase("ab\tc", "key_control_character")]
    [TestCase("ab\u007fc", "key_control_character")]
    [TestCase("ab\u0085c", "key_control_character")]
    [TestCase("abü", "key_not_ascii")]
    [TestCase("ab\u200bc", "key_not_ascii")]
    [TestCase("abc", null)]
    [TestCase("a.b-c_d~e=f", null)]
    public void Refuses_what_no_header_can_carry(string key, string? code) =>
        Assert.That(KeyInput.Check(key)?.Code, Is.EqualTo(code));

    [Test]
    public void Takes_512_characters_and_no_more() => Assert.Multiple(() =>
    {
        Assert.That(KeyInput.Check(new string('k', 512)), Is.Null);
        Assert.That(KeyInput.Check(new string('k', 513))?.Code, Is.EqualTo("key_too_long"));
    });

    [TestCase("123456789012345", "····")]
    [TestCase("1234567890123456", "3456")]
    [TestCase("k", "····")]
    public void Shows_the_last_four_of_long_keys_only(string key, string expected) =>
        Assert.That(KeyInput.LastFour(Encoding.ASCII.GetBytes(key)), Is.EqualTo(expected));
}
