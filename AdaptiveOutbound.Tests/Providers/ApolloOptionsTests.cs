using AdaptiveOutbound.Jobs.Providers;
using AdaptiveOutbound.Jobs.Providers.Apollo;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using NUnit.Framework;

namespace AdaptiveOutbound.Tests.Providers;

[TestFixture]
internal sealed class ApolloOptionsTests
{
    [TestCase("https://api.apollo.io/api/v1", true)]
    [TestCase("http://127.0.0.1:8080/api/v1", true)]
    [TestCase("http://localhost/api/v1", true)]
    [TestCase("http://api.apollo.io/api/v1", false)]
    [TestCase("ftp://api.apollo.io", false)]
    [TestCase("https://user:pw@api.apollo.io/", false)]
    public void Sends_a_key_over_TLS_or_within_this_machine(string url, bool valid)
        => Assert.That(new ApolloOptionsValidator().Validate(null, new ApolloOptions { BaseUrl = new Uri(url) }).Succeeded, Is.EqualTo(valid));

    [Test]
    public void Waits_less_than_a_chunk_lives()
        => Assert.That(
            new ApolloOptionsValidator().Validate(null, new ApolloOptions { TimeLimit = TimeSpan.FromSeconds(29) }).FailureMessage,
            Does.Contain("TimeLimit"));

    [Test]
    public void Puts_the_provider_into_a_container_and_refuses_wrong_options()
    {
        using var good = new ServiceCollection().AddSingleton(TimeProvider.System).AddApollo().Services.BuildServiceProvider();
        using var bad = new ServiceCollection().AddSingleton(TimeProvider.System).AddApollo()
            .Configure(options => options.MaxBodyBytes = 1).Services.BuildServiceProvider();

        Assert.That(good.GetRequiredService<IProvider>().Name, Is.EqualTo("apollo"));
        Assert.That(bad.GetRequiredService<IProvider>, Throws.InstanceOf<OptionsValidationException>());
    }
}
