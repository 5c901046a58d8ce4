using AdaptiveOutbound.Jobs.Records;
using NUnit.Framework;

namespace AdaptiveOutbound.Tests.Records;

/// <summary>What is searched for when a person types this.</summary>
internal sealed class SearchTextTests
{
    [TestCase("müllerundsöhne.example", "xn--mllerundshne-djb9e.example")]
    [TestCase("https://www.kestrel.example/about", "kestrel.example")]
    [TestCase("www.kestrel.example", "kestrel.example")]
    [TestCase(" kestrel.ex ", "kestrel.ex", Description = "the beginning of a domain stays")]
    [TestCase("Müller & Söhne", "Müller & Söhne")]
    [TestCase("Dr. Müller", "Dr. Müller")]
    [TestCase("jörg@büro.example", "jörg@büro.example")]
    [TestCase("www.", "www.", Description = "no address yet")]
    [TestCase("  ", null)]
    public void An_address_is_searched_for_as_domains_are_stored(string typed, string? sought) => Assert.That(ListRecords.SearchOf(typed), Is.EqualTo(sought));
}
