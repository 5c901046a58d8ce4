using AdaptiveOutbound.Web.Hosting;
using Microsoft.Extensions.Configuration;
using NUnit.Framework;

namespace AdaptiveOutbound.Tests.Hosting;

/// <summary>Which names of the environment stop a start.</summary>
internal sealed class SettingNamesTests
{
    [TestCase("Provider:Apollo:BaseUrl", "Providers__Apollo__BaseUrl")]
    [TestCase("Cleanups:Hour", "Cleanup__Hour")]
    [TestCase("ConnectionString:Outbound", "ConnectionStrings__Outbound")]
    [TestCase("HOSTS:WORKERS", "Host__Workers")]
    [TestCase("Host:Worker", "Host__Workers")]
    [TestCase("Providers:Apollo", "Providers__")]
    public void A_name_that_is_nearly_one_of_ours_is_refused(string name, string meant) =>
        Assert.That(() => Check(name), Throws.TypeOf<HostRefusedException>().With.Message.StartsWith($"There is no setting {SettingNames.InEnvironment(name)}: did you mean {meant}"));

    [TestCase("HOST")]
    [TestCase("Hosts")]
    [TestCase("host:workers")]
    [TestCase("Hosts:Port")]
    [TestCase("Provider:Region")]
    [TestCase("Logging:LogLevel:Default")]
    [TestCase("Kestrel:Endpoints:Http:Url")]
    public void A_setting_and_what_is_not_ours_is_left_alone(string name) => Assert.That(() => Check(name), Throws.Nothing);

    private static void Check(string name) => SettingNames.Check(new ConfigurationBuilder().AddInMemoryCollection([new(name, "x")]).Build());
}
