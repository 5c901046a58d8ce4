using AdaptiveOutbound.Data.Users;
using AdaptiveOutbound.Web.Access.Passwords;
using NUnit.Framework;

namespace AdaptiveOutbound.Tests.Access;

/// <summary>Which passwords are refused.</summary>
internal sealed class PasswordRulesTests
{
    private static readonly User Maya = new() { Name = "Maya Lindqvist", Email = "maya@tidewater.example", CreatedAt = default };

    [TestCase("aaaaaaaaaaaaaaaa", "repeats")]
    [TestCase("abcabcabcabcabc", "repeats")]
    [TestCase("qwertyuiopasdf", "keyboard")]
    [TestCase("123456789012", "keyboard")]
    [TestCase("Password1234!", "common")]
    [TestCase("P@ssw0rd2026", "common")]
    [TestCase("Welcome-admin-1", "common")]
    [TestCase("Correct Horse Battery Staple", "common")]
    [TestCase("maya.lindqvist", "name")]
    [TestCase("tidewater2026", "name")]
    public void What_is_guessed_first_is_refused(string password, string why) => Assert.That(PasswordRules.Trouble(Maya, password), Does.Contain(why));

    [TestCase("correct horse battery")]
    [TestCase("vendredi treize ponts")]
    [TestCase("3kd9-xw02-qmmt")]
    [TestCase("monkey lamp orchard quilt")]
    public void Other_passwords_are_good(string password) => Assert.That(PasswordRules.Trouble(Maya, password), Is.Null);
}
