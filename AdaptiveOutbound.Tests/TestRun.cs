using AdaptiveOutbound.Tests.Support;
using NUnit.Framework;

namespace AdaptiveOutbound.Tests;

/// <summary>Runs once around all tests: afterwards no server and no file of the run is left.</summary>
[SetUpFixture]
internal sealed class TestRun
{
    [OneTimeTearDown]
    public async Task StopAsync() => await TestCluster.StopAsync();
}
