using AdaptiveOutbound.Tests.Support;
using NUnit.Framework;

// Fixtures have databases of their own, and most of their time is waiting; those that measure time run alone.
[assembly: Parallelizable(ParallelScope.Fixtures)]
[assembly: LevelOfParallelism(4)]

namespace AdaptiveOutbound.Tests;

/// <summary>Runs once around all tests: afterwards no server and no file of the run is left.</summary>
[SetUpFixture]
internal sealed class TestRun
{
    [OneTimeTearDown]
    public async Task StopAsync() => await TestCluster.StopAsync();
}
