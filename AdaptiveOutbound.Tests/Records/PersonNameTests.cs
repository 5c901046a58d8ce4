using AdaptiveOutbound.Jobs.Records;
using NUnit.Framework;

namespace AdaptiveOutbound.Tests.Records;

internal sealed class PersonNameTests
{
    [TestCase("  Anna \t Maria\n", "Anna Maria")]
    [TestCase("Ju\u0308rgen", "Jürgen")]
    [TestCase("Nguye\u0302\u0303n", "Nguyễn")]
    [TestCase("A\u00A0B\u200B", "A B")]
    [TestCase("   ", "")]
    [TestCase("日本", "日本")]
    public void Trims_collapses_and_composes(string text, string expected) => Assert.That(PersonName.Normalize(text), Is.EqualTo(expected));

    [TestCase("Anna Müller", "Anna", "Müller")]
    [TestCase("Anna Maria Müller", "Anna Maria", "Müller")]
    [TestCase("Ludwig van Beethoven", "Ludwig", "van Beethoven")]
    [TestCase("Müller, Anna", "Anna", "Müller")]
    [TestCase("Cher", "Cher", "")]
    [TestCase("", "", "")]
    public void Splits_a_full_name(string text, string first, string last) => Assert.That(PersonName.Split(text), Is.EqualTo((first, last)));
}
